"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { FileCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Card } from "#components/ui/card";
import { type Column, DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { LinkButton } from "#components/ui/link-button";
import { MoreButton } from "#components/ui/more-button";
import { RelativeTime } from "#components/ui/relative-time";
import { type ApiOutputs, orpc } from "#lib/client";
import { receiptPaging } from "#lib/domain/receipt-paging";
import { DownloadAll } from "./download-all";
import { ReceiptIcon } from "./receipt-icon";

type Line = ApiOutputs["receipt"]["list"]["items"][number];

const AGAIN_MS = 2_000;

/** Everything that the ledger records of me, each with its receipt; and all of them at once. */
export function ReceiptsView() {
  const t = useTranslations("receipt.mine");
  const columns = useColumns();
  const query = useInfiniteQuery({
    ...orpc.receipt.list.infiniteOptions(receiptPaging),
    // What waits is published within seconds; then its line says so by itself.
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.items.some(({ isPublished }) => !isPublished) ? AGAIN_MS : false,
  });
  const rows = query.data?.pages.flatMap((page) => page.items);
  return (
    <div className="flex flex-col gap-5">
      {rows && rows.length > 0 ? <DownloadAll /> : null}
      {query.error ? <ErrorMessage error={query.error} onRetry={() => query.refetch()} /> : null}
      {query.error && !rows ? null : (
        <Card flush>
          <DataTable<Line>
            caption={t("title")}
            columns={columns}
            rows={rows}
            rowId={(row) => row.id}
            empty={
              <EmptyState
                icon={<FileCheck />}
                title={t("emptyTitle")}
                action={<LinkButton href="/projects">{t("emptyAction")}</LinkButton>}
              >
                {t("emptyText")}
              </EmptyState>
            }
          />
        </Card>
      )}
      <MoreButton query={query}>{t("more")}</MoreButton>
    </div>
  );
}

function useColumns(): Column<Line>[] {
  const t = useTranslations("receipt.mine");
  const receipt = useTranslations("receipt");
  const kinds = useTranslations("ledger.kind");
  return [
    {
      id: "what",
      header: t("what"),
      rowHeader: true,
      className: "font-normal",
      cell: (row) => (
        <span className="flex flex-col">
          <span className="font-medium">{kinds(row.kind)}</span>
          <About row={row} />
        </span>
      ),
    },
    {
      id: "entry",
      header: t("entry"),
      numeric: true,
      cell: (row) => (
        <Link href={`/ledger/${row.index}`} className="link tabular">
          #{row.index}
        </Link>
      ),
    },
    {
      id: "when",
      header: t("when"),
      numeric: true,
      from: "sm",
      cell: (row) => <RelativeTime at={row.createdAt} className="whitespace-nowrap text-muted" />,
    },
    {
      id: "receipt",
      header: receipt("column"),
      numeric: true,
      cell: (row) =>
        row.isPublished ? (
          <ReceiptIcon reference={row.index} index={row.index} />
        ) : (
          <span className="text-muted text-sm">{t("soon")}</span>
        ),
    },
  ];
}

function About({ row: { project, contributionId } }: { row: Line }) {
  const t = useTranslations("receipt.mine");
  return (
    <span className="text-muted text-sm">
      {project ? (
        <Link href={`/projects/${project.slug}`} className="quiet-link">
          {project.name}
        </Link>
      ) : null}
      {contributionId ? (
        <>
          {" · "}
          <Link href={`/contributions/${contributionId}`} className="quiet-link">
            {t("item")}
          </Link>
        </>
      ) : null}
    </span>
  );
}
