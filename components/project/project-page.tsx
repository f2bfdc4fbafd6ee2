import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import { Container } from "#components/ui/container";
import { PageHeader } from "#components/ui/page-header";
import { Status } from "#components/ui/status";
import { BoardExcerpt } from "./board-excerpt";
import { textLanguage } from "./language-names";
import { ProjectButtons } from "./project-buttons";
import { ProjectFacts, type ProjectView } from "./project-facts";
import { ProjectProgress } from "./project-progress";
import { ProjectRules } from "./project-rules";

/** A project as everybody sees it: what it wants, what it gives, how it judges, how far it is. */
export function ProjectPage({ project }: { project: ProjectView }) {
  const t = useTranslations("project");
  const lang = textLanguage(project.languages);
  return (
    <Container className="pb-16">
      <PageHeader
        title={<span lang={lang}>{project.name}</span>}
        crumbs={[{ label: t("title"), href: "/projects" }]}
        lead={<span lang={lang}>{project.summary}</span>}
        meta={
          <>
            <Status of="project" value={project.state} />
            <Badge>{t(`modality.${project.modality}`)}</Badge>
          </>
        }
      />
      <div className="mb-8">
        <ProjectButtons slug={project.slug} isClosed={project.state === "closed"} />
      </div>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <ProjectRules project={project} />
        <aside className="flex min-w-0 flex-col gap-6">
          <ProjectProgress initial={project} />
          <Card title={t("view.facts")}>
            <ProjectFacts project={project} />
          </Card>
          <BoardExcerpt slug={project.slug} />
        </aside>
      </div>
    </Container>
  );
}
