import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { StatementView } from "#components/statement/statement-view";
import { Container } from "#components/ui/container";
import { LinkButton } from "#components/ui/link-button";
import { PageHeader } from "#components/ui/page-header";
import { queriesOf, sessionApi } from "#lib/api/server";
import { statementPaging } from "#lib/domain/statement-paging";
import { Prefetched } from "../../../prefetched";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("statement");
  return { title: t("title") };
}

export default async function StatementPage() {
  const t = await getTranslations("statement");
  const receipt = await getTranslations("receipt");
  const ledger = await getTranslations("ledger");
  const statement = queriesOf(await sessionApi()).statement.read.infiniteOptions(statementPaging);
  return (
    <Container className="pb-16">
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          <>
            <LinkButton href="/me/receipts">{receipt("mine.title")}</LinkButton>
            <LinkButton href="/ledger/recompute">{ledger("recompute.link")}</LinkButton>
          </>
        }
      />
      <Prefetched load={(client) => client.prefetchInfiniteQuery(statement)}>
        <StatementView />
      </Prefetched>
    </Container>
  );
}
