import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { AuthFrame } from "#components/auth/auth-frame";
import { SignUpForm } from "#components/auth/sign-up-form";

export function generateStaticParams() {
  return [];
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.signUp");
  return { title: t("title") };
}

export default async function SignUpPage() {
  const t = await getTranslations("auth.signUp");
  const footer = (
    <>
      {t("have")}{" "}
      <Link href="/sign-in" className="link">
        {t("signIn")}
      </Link>
    </>
  );
  return (
    <AuthFrame title={t("title")} lead={t("lead")} footer={footer}>
      <SignUpForm />
    </AuthFrame>
  );
}
