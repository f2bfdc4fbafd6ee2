"use client";

import { useQuery } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { MediaContribute } from "#components/media/media-contribute";
import { textLanguage } from "#components/project/language-names";
import { Alert } from "#components/ui/alert";
import { Card } from "#components/ui/card";
import { LinkButton } from "#components/ui/link-button";
import { Markdown } from "#components/ui/markdown";
import { PageHeader } from "#components/ui/page-header";
import { type ApiOutputs, orpc } from "#lib/client";
import { mediaKindOf } from "#lib/domain/content";
import { ContributeForm } from "./contribute-form";
import { WorthCard } from "./worth-card";

type ContributeViewProps = { slug: string; userId: string; stored: ApiOutputs["draft"]["get"] };

/** The page of contributing to a project: the form beside what it should contain and what it brings. */
export function ContributeView({ slug, userId, stored }: ContributeViewProps) {
  const t = useTranslations("contribute");
  const { data: project } = useQuery(orpc.project.get.queryOptions({ input: { slug } }));
  const media = useTranslations("media");
  if (!project) return null;
  const kind = mediaKindOf[project.modality];
  return (
    <>
      <PageHeader
        title={t("title")}
        crumbs={[{ label: project.name, href: `/projects/${slug}` }]}
        lead={kind ? media("lead", { kind }) : t("lead")}
        actions={
          <LinkButton href={`/projects/${slug}/contribute/import`} icon={<Upload aria-hidden="true" />}>
            {t("many")}
          </LinkButton>
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <ContributeObstacle slug={slug} />
          {kind ? (
            <MediaContribute userId={userId} project={project} kind={kind} />
          ) : (
            <ContributeForm userId={userId} project={project} stored={stored} />
          )}
        </div>
        <aside className="flex min-w-0 flex-col gap-6">
          <WorthCard project={project} />
          <Card title={t("guidelines")}>
            <Markdown headingFrom={3} lang={textLanguage(project.languages)}>
              {project.guidelines}
            </Markdown>
          </Card>
        </aside>
      </div>
    </>
  );
}

/** Why nothing can be sent now, if so. The form stays: what is typed in it is kept. */
export function ContributeObstacle({ slug }: { slug: string }) {
  const t = useTranslations("contribute.closed");
  const why = useTranslations("project.why.contribute");
  const { data } = useQuery(orpc.project.actions.queryOptions({ input: { slug } }));
  const reason = data?.actions.find((one) => one.action === "contribute")?.reason;
  if (!reason) return null;
  const others = (
    <LinkButton size="sm" href="/projects">
      {t("other")}
    </LinkButton>
  );
  return (
    <Alert tone="warning" title={t("title")} action={others}>
      {why(reason)}
    </Alert>
  );
}
