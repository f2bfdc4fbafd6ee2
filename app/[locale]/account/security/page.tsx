import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PasswordCard } from "#components/account/password-card";
import { SessionsCard } from "#components/account/sessions-card";
import { WalletCard } from "#components/account/wallet-card";
import { WaysCard } from "#components/account/ways-card";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account.tab");
  return { title: t("security") };
}

export default function SecurityPage() {
  return (
    <>
      <PasswordCard />
      <WaysCard />
      <WalletCard />
      <SessionsCard />
    </>
  );
}
