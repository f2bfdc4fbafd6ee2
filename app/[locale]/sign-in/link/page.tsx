import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuthFrame } from "#components/auth/auth-frame";
import { LinkPanel } from "#components/auth/link-panel";

export function generateStaticParams() {
  return [];
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.link");
  return { title: t("title"), robots: { index: false } };
}

export default async function SignInLinkPage() {
  const t = await getTranslations("auth.link");
  return (
    <AuthFrame title={t("title")}>
      <LinkPanel />
    </AuthFrame>
  );
}
