import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { RecomputeView } from "#components/ledger/recompute-view";
import { Container } from "#components/ui/container";
import { PageHeader } from "#components/ui/page-header";
import { alternatesFor, locales } from "#lib/i18n";

// Needs no data: prerendered at build time. All the work is the browser's.
export function generateStaticParams() {
  return locales.map((locale) => ({ locale }));
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("ledger.recompute");
  return {
    title: t("title"),
    description: t("lead"),
    alternates: alternatesFor(await getLocale(), "/ledger/recompute"),
  };
}

export default async function RecomputePage() {
  const t = await getTranslations("ledger");
  return (
    <Container className="pb-16">
      <PageHeader
        title={t("recompute.title")}
        lead={t("recompute.lead")}
        crumbs={[{ label: t("title"), href: "/ledger" }]}
      />
      <RecomputeView />
    </Container>
  );
}
