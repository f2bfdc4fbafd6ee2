import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { HistoryView } from "#components/review/history-view";
import { Container } from "#components/ui/container";
import { PageHeader } from "#components/ui/page-header";
import { queriesOf, sessionApi } from "#lib/api/server";
import { reviewPaging } from "#lib/domain/review-paging";
import { Prefetched } from "../../../prefetched";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("review.history");
  return { title: t("title") };
}

export default async function ReviewHistoryPage() {
  const t = await getTranslations("review");
  const api = await sessionApi();
  if (!(await api.account.me())) redirect("/sign-in?next=/review/history");
  const history = queriesOf(api).review.history.infiniteOptions(reviewPaging);
  return (
    <Container className="pb-16">
      <PageHeader
        title={t("history.title")}
        lead={t("history.lead")}
        crumbs={[{ label: t("title"), href: "/review" }]}
      />
      <Prefetched load={(client) => client.prefetchInfiniteQuery(history)}>
        <HistoryView />
      </Prefetched>
    </Container>
  );
}
