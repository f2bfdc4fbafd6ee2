"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { textLanguage } from "#components/project/language-names";
import { SettingsDenied } from "#components/project/settings-denied";
import { ErrorMessage } from "#components/shell/error-message";
import { PageHeader } from "#components/ui/page-header";
import { SkeletonText } from "#components/ui/skeleton";
import { orpc } from "#lib/client";
import { TaskEdit } from "./task-edit";

/** What a project asks about its items, for its owners. */
export function TaskPage({ slug }: { slug: string }) {
  const t = useTranslations("task");
  const names = useTranslations("project");
  const project = useQuery(orpc.project.get.queryOptions({ input: { slug } }));
  const actions = useQuery(orpc.project.actions.queryOptions({ input: { slug } }));
  const task = useQuery(orpc.task.read.queryOptions({ input: { slug } }));
  const error = project.error ?? actions.error ?? task.error;
  const editing = actions.data?.actions.find(({ action }) => action === "edit");
  const isDenied = editing?.reason === "role_missing" || editing?.reason === "signed_out";
  const isReady = project.data && editing && task.data !== undefined;
  return (
    <>
      <PageHeader
        title={t("title")}
        crumbs={[
          { label: names("title"), href: "/projects" },
          ...(project.data ? [{ label: project.data.name, href: `/projects/${slug}/settings` }] : []),
        ]}
        lead={project.data ? <span lang={textLanguage(project.data.languages)}>{t("lead")}</span> : null}
      />
      {isDenied ? (
        <SettingsDenied slug={slug} />
      ) : isReady ? (
        <TaskEdit key={project.data.id} project={project.data} task={task.data ?? null} />
      ) : error ? (
        <ErrorMessage error={error} onRetry={() => void task.refetch()} />
      ) : (
        <SkeletonText lines={8} />
      )}
    </>
  );
}
