import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { MyProjectsLink } from "#components/project/my-projects-link";
import { ProjectList } from "#components/project/project-list";
import { Container } from "#components/ui/container";
import { LinkButton } from "#components/ui/link-button";
import { PageHeader } from "#components/ui/page-header";
import { publicApi, queriesOf } from "#lib/api/server";
import { firstFilter, projectPaging } from "#lib/domain/project-paging";
import { alternatesFor } from "#lib/i18n";
import { Prefetched } from "../../prefetched";

export const revalidate = 1;

export function generateStaticParams() {
  return [];
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("project");
  return { title: t("title"), description: t("lead"), alternates: alternatesFor(await getLocale(), "/projects") };
}

export default async function ProjectsPage() {
  const t = await getTranslations("project");
  const projects = queriesOf(publicApi()).project.list.infiniteOptions(projectPaging(firstFilter));
  return (
    <Container className="pb-16">
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          <>
            <MyProjectsLink />
            <LinkButton href="/projects/new" icon={<Plus aria-hidden="true" />}>
              {t("new")}
            </LinkButton>
          </>
        }
      />
      <Prefetched load={(client) => client.prefetchInfiniteQuery(projects)}>
        <ProjectList />
      </Prefetched>
    </Container>
  );
}
