import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { MyWork } from "#components/contribution/my-work";
import { Container } from "#components/ui/container";
import { LinkButton } from "#components/ui/link-button";
import { PageHeader } from "#components/ui/page-header";
import { queriesOf, sessionApi } from "#lib/api/server";
import { limits } from "#lib/domain/limits";
import { Prefetched } from "../../prefetched";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("contribution.me");
  return { title: t("title") };
}

export default async function MePage() {
  const t = await getTranslations("contribution.me");
  const receipt = await getTranslations("receipt");
  const api = await sessionApi();
  if (!(await api.account.me({}))) redirect("/sign-in?next=/me");
  const queries = queriesOf(api).contribution;
  return (
    <Container className="pb-16">
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          <>
            <LinkButton href="/me/answers">{t("answers")}</LinkButton>
            <LinkButton href="/me/receipts">{receipt("mine.title")}</LinkButton>
          </>
        }
      />
      <Prefetched
        load={(client) =>
          Promise.all([
            client.prefetchQuery(queries.counts.queryOptions({ input: {} })),
            client.prefetchQuery(queries.mine.queryOptions({ input: { limit: limits.pageSizeDefault } })),
          ])
        }
      >
        <MyWork />
      </Prefetched>
    </Container>
  );
}
