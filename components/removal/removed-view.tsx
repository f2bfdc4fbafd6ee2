"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import { type Column, DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { Hash } from "#components/ui/hash";
import { MoreButton } from "#components/ui/more-button";
import { RelativeTime } from "#components/ui/relative-time";
import { type ApiOutputs, orpc } from "#lib/client";
import { removalPaging } from "#lib/domain/removal-paging";

type Removed = ApiOutputs["removal"]["newest"]["items"][number];

/** What copies of the data must leave out, newest first, each with its entry in the ledger. */
export function RemovedView() {
  const t = useTranslations("removal");
  const columns = useColumns();
  const query = useInfiniteQuery(orpc.removal.newest.infiniteOptions(removalPaging));
  const rows = query.data?.pages.flatMap((page) => page.items);
  return (
    <div className="flex flex-col gap-5">
      {query.error ? <ErrorMessage error={query.error} onRetry={() => query.refetch()} /> : null}
      {query.error && !rows ? null : (
        <Card flush>
          <DataTable<Removed>
            caption={t("title")}
            columns={columns}
            rows={rows}
            rowId={(row) => String(row.index)}
            empty={<EmptyState title={t("none")}>{t("noneText")}</EmptyState>}
          />
        </Card>
      )}
      <MoreButton query={query}>{t("more")}</MoreButton>
    </div>
  );
}

function useColumns(): Column<Removed>[] {
  const t = useTranslations("removal");
  const causes = useTranslations("erasure");
  return [
    {
      id: "entry",
      header: t("entry"),
      rowHeader: true,
      cell: (row) => (
        <Link href={`/ledger/${row.index}`} className="link tabular">
          #{row.index}
        </Link>
      ),
    },
    {
      id: "what",
      header: t("what"),
      cell: (row) => (
        <span className="flex flex-wrap items-center gap-2">
          <Badge>{t(`kind.${row.kind}`)}</Badge>
          {row.cause ? <span className="text-muted text-xs">{causes(`by.${row.cause}`)}</span> : null}
        </span>
      ),
    },
    {
      id: "item",
      header: t("item"),
      from: "sm",
      cell: (row) => <Hash value={row.contribution} what={t("item")} />,
    },
    {
      id: "project",
      header: t("project"),
      from: "md",
      cell: (row) => (
        <Link href={`/projects/${row.project.slug}`} className="quiet-link text-muted">
          {row.project.slug}
        </Link>
      ),
    },
    {
      id: "when",
      header: t("when"),
      numeric: true,
      cell: (row) => <RelativeTime at={row.at} className="whitespace-nowrap" />,
    },
  ];
}
