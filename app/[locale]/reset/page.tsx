import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuthFrame } from "#components/auth/auth-frame";
import { ResetForm } from "#components/auth/reset-form";

export function generateStaticParams() {
  return [];
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.reset");
  return { title: t("title"), robots: { index: false }, referrer: "no-referrer" };
}

export default async function ResetPage() {
  const t = await getTranslations("auth.reset");
  return (
    <AuthFrame title={t("title")}>
      <ResetForm />
    </AuthFrame>
  );
}
