"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ContributeObstacle } from "#components/contribution/contribute-view";
import { ErrorMessage } from "#components/shell/error-message";
import { Card } from "#components/ui/card";
import { LinkButton } from "#components/ui/link-button";
import { PageHeader } from "#components/ui/page-header";
import { orpc } from "#lib/client";
import { BatchList } from "./batch-list";
import { DropZone } from "./drop-zone";
import { ImportProgress } from "./import-progress";
import { ImportResult } from "./import-result";
import { MappingStep } from "./mapping-step";
import { Steps } from "./steps";
import type { Uploaded } from "./use-upload";

type ImportViewProps = { slug: string; userId: string; batchId: string | null };

// While rows come in: often enough to look alive, seldom enough not to slow them down.
const POLL_MS = 1_000;

/** From a file to contributions: upload, columns, import. The address names the import, so a reload loses nothing. */
export function ImportView({ slug, userId, batchId }: ImportViewProps) {
  const t = useTranslations("import");
  const [id, setId] = useState(batchId);
  const [uploaded, setUploaded] = useState<Uploaded | null>(null);
  const { data: project } = useQuery(orpc.project.get.queryOptions({ input: { slug } }));
  const batch = useQuery({
    ...orpc.batch.get.queryOptions({ input: { id: id ?? "" } }),
    enabled: id !== null,
    refetchInterval: (query) => (query.state.data?.state === "running" ? POLL_MS : false),
  });
  if (!project) return null;
  const open = (next: string | null) => {
    setId(next);
    window.history.replaceState(null, "", next ? `?batch=${next}` : window.location.pathname);
  };
  const startAfresh = () => {
    setUploaded(null);
    open(null);
  };
  const state = id === null ? undefined : batch.data?.state;
  return (
    <>
      <PageHeader
        title={t("title")}
        crumbs={[{ label: project.name, href: `/projects/${slug}` }]}
        lead={t("lead")}
        actions={<LinkButton href={`/projects/${slug}/contribute`}>{t("one")}</LinkButton>}
      />
      <div className="flex flex-col gap-6">
        <ContributeObstacle slug={slug} />
        <Steps at={id === null ? 0 : state === "uploaded" || !state ? 1 : 2} />
        {id === null ? (
          <DropZone
            slug={slug}
            onDone={(done) => {
              setUploaded(done);
              open(done.id);
            }}
          />
        ) : null}
        {id !== null && batch.error ? <ErrorMessage error={batch.error} onRetry={startAfresh} /> : null}
        {batch.data && state === "uploaded" ? (
          <MappingStep
            key={batch.data.id}
            batch={batch.data}
            project={project}
            userId={userId}
            uploaded={uploaded?.id === id ? uploaded : null}
            onAnother={startAfresh}
          />
        ) : null}
        {batch.data && state === "running" ? <ImportProgress batch={batch.data} /> : null}
        {batch.data && (state === "finished" || state === "failed" || state === "cancelled") ? (
          <ImportResult batch={batch.data} onAnother={startAfresh} />
        ) : null}
        <Card title={t("list.titleProject")} flush>
          <BatchList project={slug} onOpen={open} />
        </Card>
      </div>
    </>
  );
}
