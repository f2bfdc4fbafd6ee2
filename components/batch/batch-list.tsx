"use client";

import { useQuery } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { type Column, DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { useCursorStack } from "#components/ui/pagination";
import { RelativeTime } from "#components/ui/relative-time";
import { Status } from "#components/ui/status";
import { type ApiOutputs, orpc } from "#lib/client";

type Batch = ApiOutputs["batch"]["get"];

type BatchListProps = {
  /** Only those of one project. */
  project?: string;
  /** On the import page itself a row opens in place. */
  onOpen?: (id: string) => void;
};

const PAGE = 10;
const POLL_MS = 2_000;

/** One's own imports, newest first, the running ones counting on. */
export function BatchList({ project, onOpen }: BatchListProps) {
  const t = useTranslations("import.list");
  const format = useFormatter();
  const pages = useCursorStack();
  const { data, error, refetch } = useQuery({
    ...orpc.batch.list.queryOptions({ input: { limit: PAGE, cursor: pages.cursor, project } }),
    refetchInterval: (query) => (query.state.data?.items.some((one) => one.state === "running") ? POLL_MS : false),
  });
  if (error) return <ErrorMessage error={error} onRetry={() => refetch()} className="m-5" />;
  const columns: Column<Batch>[] = [
    {
      id: "file",
      header: t("file"),
      rowHeader: true,
      cell: (row) => (
        <Link
          href={`/projects/${row.project.slug}/contribute/import?batch=${row.id}`}
          className="quiet-link break-all"
          onClick={(event) => {
            if (!onOpen || event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            onOpen(row.id);
          }}
        >
          {row.fileName}
        </Link>
      ),
    },
    ...(project
      ? []
      : [{ id: "project", header: t("project"), from: "md" as const, cell: (row: Batch) => row.project.name }]),
    { id: "state", header: t("state"), cell: (row) => <Status of="batch" value={row.state} /> },
    { id: "taken", header: t("taken"), numeric: true, cell: (row) => format.number(row.acceptedRows) },
    { id: "refused", header: t("refused"), numeric: true, from: "sm", cell: (row) => format.number(row.refusedRows) },
    { id: "when", header: t("when"), from: "sm", cell: (row) => <RelativeTime at={row.createdAt} /> },
  ];
  return (
    <DataTable
      caption={project ? t("titleProject") : t("title")}
      columns={columns}
      rows={data?.items}
      rowId={(row) => row.id}
      skeletonRows={3}
      empty={
        <EmptyState icon={<FileUp />} title={t("empty")}>
          {project ? null : t("emptyText")}
        </EmptyState>
      }
      paging={pages.pager(data?.nextCursor)}
    />
  );
}
