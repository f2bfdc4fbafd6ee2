"use client";

import { useQuery } from "@tanstack/react-query";
import { PencilLine } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { MediaFacts, MediaThumb } from "#components/media/media-figure";
import { ErrorMessage } from "#components/shell/error-message";
import { Card } from "#components/ui/card";
import { type Column, DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { LinkButton } from "#components/ui/link-button";
import { useCursorStack } from "#components/ui/pagination";
import { Points } from "#components/ui/points";
import { RelativeTime } from "#components/ui/relative-time";
import { Select } from "#components/ui/select";
import { Status } from "#components/ui/status";
import { type ApiOutputs, orpc } from "#lib/client";
import { type ContributionStatus, contributionStatuses } from "#lib/domain/contribution";
import { limits } from "#lib/domain/limits";
import { contentLine } from "./content-text";

type Own = ApiOutputs["contribution"]["mine"]["items"][number];

/** Everything one has sent in, newest first, by status. */
export function OwnList() {
  const t = useTranslations("contribution");
  const statusText = useTranslations("common.status.contribution");
  const [status, setStatus] = useState<ContributionStatus | "all">("all");
  const pages = useCursorStack();
  const columns = useOwnColumns();
  const { data, error, refetch } = useQuery(
    orpc.contribution.mine.queryOptions({
      input: { status: status === "all" ? undefined : status, cursor: pages.cursor, limit: limits.pageSizeDefault },
    }),
  );
  const options = [
    { value: "all", label: t("me.filterAll") },
    ...contributionStatuses.map((one) => ({ value: one, label: statusText(one) })),
  ];
  const filter = (
    <Select
      dense
      aria-label={t("me.filter")}
      value={status}
      options={options}
      onValueChange={(value) => {
        setStatus(value as ContributionStatus | "all");
        pages.reset();
      }}
    />
  );
  return (
    <Card title={t("me.submissions")} action={filter} flush>
      {error ? <ErrorMessage error={error} onRetry={() => refetch()} className="m-5" /> : null}
      {error && !data ? null : (
        <DataTable
          caption={t("me.submissions")}
          columns={columns}
          rows={data?.items}
          rowId={(row) => row.id}
          empty={<Nothing isFiltered={status !== "all"} />}
          paging={pages.pager(data?.nextCursor)}
        />
      )}
    </Card>
  );
}

function useOwnColumns(): Column<Own>[] {
  const t = useTranslations("contribution.column");
  return [
    {
      id: "content",
      header: t("content"),
      rowHeader: true,
      className: "w-full max-w-0 min-w-48",
      cell: (row) => (
        <Link href={`/contributions/${row.id}`} className="quiet-link flex items-center gap-3">
          {row.media ? <MediaThumb media={row.media} className="size-10" /> : null}
          <span className="truncate">
            <Words row={row} />
          </span>
        </Link>
      ),
    },
    {
      id: "project",
      header: t("project"),
      from: "md",
      cell: (row) => (
        <Link href={`/projects/${row.project.slug}`} className="quiet-link whitespace-nowrap text-muted">
          {row.project.name}
        </Link>
      ),
    },
    {
      id: "status",
      header: t("status"),
      cell: (row) => (
        <span className="flex items-center gap-2 whitespace-nowrap">
          <Status of="contribution" value={row.status} />
          {row.round > 1 ? <span className="text-muted text-xs">{t("round", { round: row.round })}</span> : null}
        </span>
      ),
    },
    {
      id: "points",
      header: t("points"),
      numeric: true,
      from: "sm",
      cell: (row) => (row.earned === 0 ? <span className="text-faint">–</span> : <Points milli={row.earned} bare />),
    },
    {
      id: "sent",
      header: t("sent"),
      from: "sm",
      cell: (row) => <RelativeTime at={row.createdAt} className="whitespace-nowrap" />,
    },
  ];
}

function Words({ row }: { row: Own }) {
  const t = useTranslations("erasure");
  if (row.isErased) return <span className="text-muted italic">{t("line")}</span>;
  const line = contentLine(row.content);
  if (line === "" && row.media) return <MediaFacts media={row.media} />;
  return <bdi lang={row.language}>{line}</bdi>;
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  const t = useTranslations("contribution.me");
  if (isFiltered) return <EmptyState title={t("noneTitle")}>{t("noneText")}</EmptyState>;
  return (
    <EmptyState
      icon={<PencilLine />}
      title={t("emptyTitle")}
      action={<LinkButton href="/projects">{t("emptyAction")}</LinkButton>}
    >
      {t("emptyText")}
    </EmptyState>
  );
}
