import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { HistoryLink, QueueView } from "#components/review/queue-view";
import { Container } from "#components/ui/container";
import { PageHeader } from "#components/ui/page-header";
import { queriesOf, sessionApi } from "#lib/api/server";
import { Prefetched } from "../../prefetched";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("review");
  return { title: t("title") };
}

export default async function ReviewPage() {
  const t = await getTranslations("review");
  const api = await sessionApi();
  const me = await api.account.me();
  if (!me) redirect("/sign-in?next=/review");
  const { queue, tally } = queriesOf(api).review;
  return (
    <Container className="pb-16">
      <PageHeader title={t("title")} lead={t("lead")} actions={<HistoryLink />} />
      <Prefetched
        load={(client) =>
          Promise.all([
            client.prefetchQuery(queue.queryOptions({ input: {} })),
            client.prefetchQuery(tally.queryOptions({ input: {} })),
          ])
        }
      >
        <QueueView userId={me.id} />
      </Prefetched>
    </Container>
  );
}
