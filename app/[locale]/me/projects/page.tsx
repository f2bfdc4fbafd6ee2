import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { MyProjects } from "#components/project/my-projects";
import { Container } from "#components/ui/container";
import { LinkButton } from "#components/ui/link-button";
import { PageHeader } from "#components/ui/page-header";
import { queriesOf, sessionApi } from "#lib/api/server";
import { myProjectPaging } from "#lib/domain/project-paging";
import { Prefetched } from "../../../prefetched";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("project.mine");
  return { title: t("title") };
}

export default async function MyProjectsPage() {
  const t = await getTranslations("project");
  const api = await sessionApi();
  if (!(await api.account.me())) redirect("/sign-in?next=/me/projects");
  const mine = queriesOf(api).project.mine.infiniteOptions(myProjectPaging);
  return (
    <Container className="pb-16">
      <PageHeader
        title={t("mine.title")}
        actions={
          <LinkButton href="/projects/new" icon={<Plus aria-hidden="true" />}>
            {t("new")}
          </LinkButton>
        }
      />
      <Prefetched load={(client) => client.prefetchInfiniteQuery(mine)}>
        <MyProjects />
      </Prefetched>
    </Container>
  );
}
