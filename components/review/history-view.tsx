"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ClipboardCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { MediaFacts, MediaThumb } from "#components/media/media-figure";
import { ReceiptIcon } from "#components/receipt/receipt-icon";
import { ErrorMessage } from "#components/shell/error-message";
import { Card } from "#components/ui/card";
import { type Column, DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { LinkButton } from "#components/ui/link-button";
import { MoreButton } from "#components/ui/more-button";
import { Points } from "#components/ui/points";
import { RelativeTime } from "#components/ui/relative-time";
import { Status } from "#components/ui/status";
import { type ApiOutputs, orpc } from "#lib/client";
import { reviewPaging } from "#lib/domain/review-paging";

type PastReview = ApiOutputs["review"]["history"]["items"][number];

/** My sealed reviews, each with its verdict and its place in the ledger. */
export function HistoryView() {
  const t = useTranslations("review.history");
  const columns = useColumns();
  const query = useInfiniteQuery(orpc.review.history.infiniteOptions(reviewPaging));
  const rows = query.data?.pages.flatMap((page) => page.items);
  return (
    <div className="flex flex-col gap-5">
      {query.error ? <ErrorMessage error={query.error} onRetry={() => query.refetch()} /> : null}
      {query.error && !rows ? null : (
        <Card flush>
          <DataTable<PastReview>
            caption={t("caption")}
            columns={columns}
            rows={rows}
            rowId={(row) => row.id}
            empty={
              <EmptyState
                icon={<ClipboardCheck />}
                title={t("empty")}
                action={<LinkButton href="/review">{t("action")}</LinkButton>}
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

function useColumns(): Column<PastReview>[] {
  const t = useTranslations("review.history");
  return useMemo(
    () => [
      {
        id: "item",
        header: t("item"),
        rowHeader: true,
        className: "font-normal sm:min-w-52",
        cell: (row) => <Item row={row} />,
      },
      { id: "decision", header: t("decision"), cell: (row) => <Decided row={row} /> },
      { id: "outcome", header: t("outcome"), from: "sm", cell: (row) => <Outcome row={row} /> },
      { id: "points", header: t("points"), numeric: true, from: "sm", cell: (row) => <Paid row={row} /> },
      {
        id: "when",
        header: t("when"),
        numeric: true,
        from: "md",
        cell: (row) => (
          <span className="inline-flex items-center gap-1 whitespace-nowrap">
            <Link href={`/ledger/${row.id}`} className="quiet-link text-muted">
              <RelativeTime at={row.createdAt} />
            </Link>
            <ReceiptIcon reference={row.id} />
          </span>
        ),
      },
    ],
    [t],
  );
}

function Item({ row }: { row: PastReview }) {
  const t = useTranslations("erasure");
  return (
    <>
      {row.media ? (
        <span className="mb-1 flex items-center gap-3">
          <MediaThumb media={row.media} />
          {row.excerpt === "" ? <MediaFacts media={row.media} /> : null}
        </span>
      ) : null}
      <span lang={row.language} dir="auto" className="line-clamp-2 break-words">
        {row.isErased ? <span className="text-muted italic">{t("line")}</span> : row.excerpt}
      </span>
      <Link href={`/projects/${row.project.slug}`} className="quiet-link text-muted text-xs">
        {row.project.name}
      </Link>
    </>
  );
}

function Decided({ row }: { row: PastReview }) {
  const t = useTranslations("review.history");
  const reasons = useTranslations("project.reason");
  return (
    <span className="flex flex-col items-start gap-0.5">
      <Status of="decision" value={row.decision} />
      {row.reason ? <span className="text-muted text-xs">{reasons(row.reason)}</span> : null}
      <span className="mt-1.5 sm:hidden">
        <span className="text-muted text-xs">{t("outcome")}</span>
        <Outcome row={row} />
      </span>
    </span>
  );
}

const agreeing = { accept: "accepted", reject: "rejected", request_changes: "changes_requested" } as const;

function Outcome({ row }: { row: PastReview }) {
  const t = useTranslations("review.history");
  if (!row.outcome) return <span className="text-faint text-sm">{t(row.isErased ? "none" : "pending")}</span>;
  return (
    <span className="flex flex-col items-start gap-0.5">
      <Status of="contribution" value={row.outcome} />
      <span className="text-muted text-xs">{t(agreeing[row.decision] === row.outcome ? "agree" : "differ")}</span>
    </span>
  );
}

function Paid({ row }: { row: PastReview }) {
  const t = useTranslations("review.history");
  if (row.points === 0) return <span className="text-faint">–</span>;
  if (!row.feeId) {
    return (
      <span className="text-faint text-xs">
        {t.rich("pendingPoints", { points: () => <Points milli={row.points} bare /> })}
      </span>
    );
  }
  return (
    <Link href={`/ledger/${row.feeId}`} className="quiet-link">
      <Points milli={row.points} bare signed />
    </Link>
  );
}
