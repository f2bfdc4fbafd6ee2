import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { AuthFrame } from "#components/auth/auth-frame";
import { SignInForm } from "#components/auth/sign-in-form";
import { publicApi, queriesOf } from "#lib/api/server";
import { Prefetched } from "../../prefetched";

export const revalidate = 1;

export function generateStaticParams() {
  return [];
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.signIn");
  return { title: t("title") };
}

export default async function SignInPage() {
  const t = await getTranslations("auth.signIn");
  const ways = queriesOf(publicApi()).account.signInOptions.queryOptions({ input: {} });
  const footer = (
    <>
      {t("new")}{" "}
      <Link href="/sign-up" className="link">
        {t("signUp")}
      </Link>
    </>
  );
  return (
    <AuthFrame title={t("title")} lead={t("lead")} footer={footer}>
      <Prefetched load={(client) => client.prefetchQuery(ways)}>
        <SignInForm />
      </Prefetched>
    </AuthFrame>
  );
}
