"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { FolderSearch } from "lucide-react";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { LinkButton } from "#components/ui/link-button";
import { MoreButton } from "#components/ui/more-button";
import { orpc } from "#lib/client";
import { firstFilter, projectPaging } from "#lib/domain/project-paging";
import { CardSkeletons, ProjectCard } from "./project-card";
import { ProjectFilters } from "./project-filters";
import { useAddressFilter } from "./use-address-filter";

const REFRESH_MS = 15_000;

/** All public projects as cards, filtered and paged; figures stay fresh while the page is open. */
export function ProjectList() {
  const t = useTranslations("project");
  const [filter, setFilter] = useAddressFilter();
  const query = useInfiniteQuery(
    orpc.project.list.infiniteOptions({
      ...projectPaging(filter),
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS,
    }),
  );
  const projects = query.data?.pages.flatMap((page) => page.items);
  return (
    <div className="flex flex-col gap-5">
      <ProjectFilters filter={filter} onChange={setFilter} />
      <p role="status" className="sr-only">
        {projects && !query.isPlaceholderData ? t("shown", { count: projects.length }) : ""}
      </p>
      {query.error ? <ErrorMessage error={query.error} onRetry={() => query.refetch()} /> : null}
      {projects?.length === 0 ? (
        <NoProjects
          isFiltered={Object.values(filter).some((choice) => choice !== undefined)}
          onClear={() => setFilter({ ...firstFilter, state: undefined })}
        />
      ) : (
        <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3" aria-busy={query.isPlaceholderData}>
          {projects?.map((project) => (
            <ProjectCard key={project.slug} project={project} />
          ))}
          {projects || query.error ? null : <CardSkeletons />}
        </ul>
      )}
      <MoreButton query={query}>{t("more")}</MoreButton>
    </div>
  );
}

function NoProjects({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const t = useTranslations("project");
  return (
    <Card>
      <EmptyState
        icon={<FolderSearch />}
        title={isFiltered ? t("empty.filteredTitle") : t("empty.title")}
        action={
          <>
            {isFiltered ? <Button onClick={onClear}>{t("filter.clear")}</Button> : null}
            <LinkButton href="/projects/new">{t("new")}</LinkButton>
          </>
        }
      >
        {isFiltered ? t("empty.filteredText") : t("empty.text")}
      </EmptyState>
    </Card>
  );
}
