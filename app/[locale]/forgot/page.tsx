import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { AuthFrame } from "#components/auth/auth-frame";
import { ForgotForm } from "#components/auth/forgot-form";
import { publicApi, queriesOf } from "#lib/api/server";
import { Prefetched } from "../../prefetched";

export const revalidate = 1;

export function generateStaticParams() {
  return [];
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.forgot");
  return { title: t("title"), robots: { index: false } };
}

export default async function ForgotPage() {
  const t = await getTranslations("auth.forgot");
  const ways = queriesOf(publicApi()).account.signInOptions.queryOptions({ input: {} });
  const footer = (
    <Link href="/sign-in" className="link">
      {t("back")}
    </Link>
  );
  return (
    <AuthFrame title={t("title")} lead={t("lead")} footer={footer}>
      <Prefetched load={(client) => client.prefetchQuery(ways)}>
        <ForgotForm />
      </Prefetched>
    </AuthFrame>
  );
}
