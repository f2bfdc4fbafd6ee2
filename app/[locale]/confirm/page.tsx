import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuthFrame } from "#components/auth/auth-frame";
import { ConfirmPanel } from "#components/auth/confirm-panel";

export function generateStaticParams() {
  return [];
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.confirm");
  return { title: t("title"), robots: { index: false }, referrer: "no-referrer" };
}

export default async function ConfirmPage() {
  const t = await getTranslations("auth.confirm");
  return (
    <AuthFrame title={t("title")} lead={t("lead")}>
      <ConfirmPanel />
    </AuthFrame>
  );
}
