import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ReceiptsView } from "#components/receipt/receipts-view";
import { Container } from "#components/ui/container";
import { LinkButton } from "#components/ui/link-button";
import { PageHeader } from "#components/ui/page-header";
import { queriesOf, sessionApi } from "#lib/api/server";
import { receiptPaging } from "#lib/domain/receipt-paging";
import { Prefetched } from "../../../prefetched";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("receipt.mine");
  return { title: t("title") };
}

export default async function MyReceiptsPage() {
  const t = await getTranslations("receipt");
  const me = await getTranslations("contribution.me");
  const api = await sessionApi();
  if (!(await api.account.me())) redirect("/sign-in?next=/me/receipts");
  const mine = queriesOf(api).receipt.list.infiniteOptions(receiptPaging);
  return (
    <Container className="pb-16">
      <PageHeader
        title={t("mine.title")}
        lead={t("mine.lead")}
        crumbs={[{ label: me("title"), href: "/me" }]}
        actions={
          <LinkButton href="/verify" isDocument>
            {t("check")}
          </LinkButton>
        }
      />
      <Prefetched load={(client) => client.prefetchInfiniteQuery(mine)}>
        <ReceiptsView />
      </Prefetched>
    </Container>
  );
}
