import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { LedgerView } from "#components/ledger/ledger-view";
import { Container } from "#components/ui/container";
import { LinkButton } from "#components/ui/link-button";
import { PageHeader } from "#components/ui/page-header";
import { publicApi, queriesOf } from "#lib/api/server";
import { ledgerPaging } from "#lib/domain/entry-paging";
import { alternatesFor } from "#lib/i18n";
import { Prefetched } from "../../prefetched";

export const revalidate = 1;

export function generateStaticParams() {
  return [];
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("ledger");
  return { title: t("title"), description: t("lead"), alternates: alternatesFor(await getLocale(), "/ledger") };
}

export default async function LedgerPage() {
  const t = await getTranslations("ledger");
  const verify = await getTranslations("verify");
  const queries = queriesOf(publicApi());
  return (
    <Container className="pb-16">
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          <>
            <LinkButton href="/verify" isDocument>
              {verify("link")}
            </LinkButton>
            <LinkButton href="/ledger/recompute">{t("recompute.title")}</LinkButton>
          </>
        }
      />
      <p className="-mt-3 mb-6 max-w-3xl text-muted text-sm">{t("plain")}</p>
      <Prefetched
        load={(client) =>
          Promise.all([
            client.prefetchQuery(queries.ledger.head.queryOptions({ input: {} })),
            client.prefetchQuery(queries.ledger.log.queryOptions({ input: {} })),
            client.prefetchQuery(queries.anchor.read.queryOptions({ input: {} })),
            client.prefetchInfiniteQuery(queries.ledger.entries.infiniteOptions(ledgerPaging({}))),
          ])
        }
      >
        <LedgerView />
      </Prefetched>
    </Container>
  );
}
