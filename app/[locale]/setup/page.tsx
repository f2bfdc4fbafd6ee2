import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuthFrame } from "#components/auth/auth-frame";
import { SetupForm } from "#components/auth/setup-form";

export function generateStaticParams() {
  return [];
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.setup");
  return { title: t("title"), robots: { index: false }, referrer: "no-referrer" };
}

export default async function SetupPage() {
  const t = await getTranslations("auth.setup");
  return (
    <AuthFrame title={t("title")}>
      <SetupForm />
    </AuthFrame>
  );
}
