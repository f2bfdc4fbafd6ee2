"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { FolderOpen } from "lucide-react";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { LinkButton } from "#components/ui/link-button";
import { MoreButton } from "#components/ui/more-button";
import { Points } from "#components/ui/points";
import { type ApiOutputs, orpc } from "#lib/client";
import { myProjectPaging } from "#lib/domain/project-paging";
import { CardSkeletons, ProjectCard } from "./project-card";

type MyProject = ApiOutputs["project"]["mine"]["items"][number];

/** The projects that the person runs or reviews; drafts lead to their settings, because nobody else's page shows them. */
export function MyProjects() {
  const t = useTranslations("project");
  const query = useInfiniteQuery(orpc.project.mine.infiniteOptions(myProjectPaging));
  const projects = query.data?.pages.flatMap((page) => page.items);
  if (query.error && !projects) return <ErrorMessage error={query.error} onRetry={() => query.refetch()} />;
  if (projects?.length === 0) return <NoneYet />;
  return (
    <div className="flex flex-col gap-5">
      <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3" aria-busy={projects === undefined}>
        {projects ? projects.map((project) => <MyCard key={project.slug} project={project} />) : <CardSkeletons />}
      </ul>
      <MoreButton query={query}>{t("more")}</MoreButton>
    </div>
  );
}

function MyCard({ project }: { project: MyProject }) {
  const t = useTranslations("project.mine");
  const isOwner = project.roles.includes("owner");
  return (
    <ProjectCard
      project={project}
      href={project.state === "draft" ? `/projects/${project.slug}/settings` : undefined}
      extra={<Badge tone="accent">{isOwner ? t("roleOwner") : t("roleReviewer")}</Badge>}
      note={
        isOwner && project.requestedBudget > 0
          ? t.rich("requested", { points: () => <Points milli={project.requestedBudget} className="font-medium" /> })
          : undefined
      }
    />
  );
}

function NoneYet() {
  const t = useTranslations("project");
  return (
    <Card>
      <EmptyState
        icon={<FolderOpen />}
        title={t("mine.empty")}
        action={
          <>
            <LinkButton href="/projects/new" variant="primary">
              {t("new")}
            </LinkButton>
            <LinkButton href="/projects">{t("title")}</LinkButton>
          </>
        }
      >
        {t("mine.emptyText")}
      </EmptyState>
    </Card>
  );
}
