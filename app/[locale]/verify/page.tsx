import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { Container } from "#components/ui/container";
import { PageHeader } from "#components/ui/page-header";
import { VerifyView } from "#components/verify/verify-view";
import { publicApi, queriesOf } from "#lib/api/server";
import { alternatesFor } from "#lib/i18n";
import { Prefetched } from "../../prefetched";

export const revalidate = 1;

export function generateStaticParams() {
  return [];
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("verify");
  return { title: t("title"), description: t("lead"), alternates: alternatesFor(await getLocale(), "/verify") };
}

export default async function VerifyPage() {
  const t = await getTranslations("verify");
  const ledger = await getTranslations("ledger");
  const log = queriesOf(publicApi()).ledger.log.queryOptions({ input: {} });
  return (
    <Container className="pb-16">
      <PageHeader title={t("title")} lead={t("lead")} crumbs={[{ label: ledger("title"), href: "/ledger" }]} />
      {/* The keys come with the page, so that it needs nothing more once it is open. */}
      <Prefetched load={(client) => client.prefetchQuery(log)}>
        <VerifyView />
      </Prefetched>
    </Container>
  );
}
