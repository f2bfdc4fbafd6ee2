"use client";

import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { LinkButton } from "#components/ui/link-button";
import { PageHeader } from "#components/ui/page-header";
import { SkeletonText } from "#components/ui/skeleton";
import { orpc } from "#lib/client";
import { textLanguage } from "./language-names";
import type { ProjectView } from "./project-facts";
import { SettingsDenied } from "./settings-denied";
import { SettingsEdit } from "./settings-edit";

/** A project's settings, for its owners and admins; drafts included. */
export function SettingsView({ slug }: { slug: string }) {
  const t = useTranslations("project");
  const project = useQuery(orpc.project.get.queryOptions({ input: { slug } }));
  const actions = useQuery(orpc.project.actions.queryOptions({ input: { slug } }));
  const error = project.error ?? actions.error;
  const editing = actions.data?.actions.find(({ action }) => action === "edit");
  const isDenied = editing?.reason === "role_missing" || editing?.reason === "signed_out";
  if (!project.data || !editing) {
    return (
      <>
        <PageHeader title={t("settings.title")} crumbs={[{ label: t("title"), href: "/projects" }]} />
        {error ? <ErrorMessage error={error} onRetry={() => void project.refetch()} /> : <SkeletonText lines={8} />}
      </>
    );
  }
  return (
    <>
      <SettingsHeader project={project.data} />
      {isDenied ? <SettingsDenied slug={slug} /> : <SettingsEdit key={project.data.id} project={project.data} />}
    </>
  );
}

function SettingsHeader({ project }: { project: ProjectView }) {
  const t = useTranslations("project");
  const lang = textLanguage(project.languages);
  const isNew = useSearchParams().has("created") && project.state === "draft";
  return (
    <>
      <PageHeader
        title={t("settings.title")}
        crumbs={[
          { label: t("title"), href: "/projects" },
          {
            label: project.name,
            href: project.state === "draft" ? `/projects/${project.slug}/settings` : `/projects/${project.slug}`,
          },
        ]}
        lead={<span lang={lang}>{project.name}</span>}
        actions={
          <>
            <LinkButton href={`/projects/${project.slug}/labelling`}>{t("settings.toLabelling")}</LinkButton>
            {project.state === "draft" ? null : (
              <LinkButton href={`/projects/${project.slug}`}>{t("settings.toProject")}</LinkButton>
            )}
          </>
        }
      />
      {isNew ? (
        <Alert tone="success" title={t("wizard.created")} className="mb-6">
          {t("wizard.createdText")}
        </Alert>
      ) : null}
    </>
  );
}
