import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { OwnAnswers } from "#components/label/own-answers";
import { Container } from "#components/ui/container";
import { PageHeader } from "#components/ui/page-header";
import { queriesOf, sessionApi } from "#lib/api/server";
import { ownAnswerPaging } from "#lib/domain/label-paging";
import { Prefetched } from "../../../prefetched";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("label.mine");
  return { title: t("title") };
}

export default async function MyAnswersPage() {
  const t = await getTranslations("label.mine");
  const mine = await getTranslations("contribution.me");
  const api = await sessionApi();
  if (!(await api.account.me({}))) redirect("/sign-in?next=/me/answers");
  const answers = queriesOf(api).label.mine.infiniteOptions(ownAnswerPaging);
  return (
    <Container className="pb-16">
      <PageHeader title={t("title")} crumbs={[{ label: mine("title"), href: "/me" }]} lead={t("lead")} />
      <Prefetched load={(client) => client.prefetchInfiniteQuery(answers)}>
        <OwnAnswers />
      </Prefetched>
    </Container>
  );
}
