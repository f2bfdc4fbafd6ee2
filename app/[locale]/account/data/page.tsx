import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EraseCard } from "#components/account/erase-card";
import { ExportCard, LedgerIdCard } from "#components/account/export-card";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account.tab");
  return { title: t("data") };
}

export default function DataPage() {
  return (
    <>
      <ExportCard />
      <EraseCard />
      <LedgerIdCard />
    </>
  );
}
