"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { Column } from "#components/ui/data-table";
import { Points } from "#components/ui/points";
import type { BoardMetric, BoardPeriod } from "#lib/domain/board";

export type BoardRow = {
  rank: number | null;
  handle: string;
  name: string | null;
  points: number;
  accepted: number;
  decided: number;
  reviews: number;
  acceptance: number | null;
};

type View = { period: BoardPeriod; metric: BoardMetric; project?: string | undefined };

/** Address of what a score is made of: the person's page, opened at this window. */
function scoreHref(handle: string, { period, project }: Pick<View, "period" | "project">): string {
  const query = new URLSearchParams({ period, ...(project ? { project } : {}) });
  return `/u/${encodeURIComponent(handle)}?${query}`;
}

/** Columns of a board; the metric that orders it is set in bold and never left out on a phone. */
export function useBoardColumns(view: View): Column<BoardRow>[] {
  const t = useTranslations("board");
  const format = useFormatter();
  const metricClass = (metric: BoardMetric) => (view.metric === metric ? "font-semibold" : "text-muted");
  const column = (
    metric: BoardMetric,
    from: "sm" | "md" | undefined,
    cell: (row: BoardRow) => React.ReactNode,
  ): Column<BoardRow> => ({
    id: metric,
    header: t(`metric.${metric}`),
    numeric: true,
    from: view.metric === metric ? undefined : from,
    className: metricClass(metric),
    cell,
  });
  return [
    {
      id: "rank",
      header: t("rank"),
      numeric: true,
      className: "w-14 text-muted",
      cell: (row) => (row.rank === null ? t("beyond") : format.number(row.rank)),
    },
    {
      id: "person",
      header: t("person"),
      rowHeader: true,
      cell: (row) => (
        <Link href={scoreHref(row.handle, view)} className="quiet-link">
          {row.name ?? row.handle}
          <span className="ms-2 font-normal text-muted max-sm:hidden">@{row.handle}</span>
        </Link>
      ),
    },
    column("points", undefined, (row) => (
      <Link href={scoreHref(row.handle, view)} className="quiet-link">
        <Points milli={row.points} bare />
      </Link>
    )),
    column("accepted", "sm", (row) => format.number(row.accepted)),
    column("reviews", "sm", (row) => format.number(row.reviews)),
    column("acceptance", "md", (row) =>
      row.acceptance === null ? (
        <span title={t("tooFew")}>–</span>
      ) : (
        format.number(row.acceptance / 10_000, { style: "percent", maximumFractionDigits: 1 })
      ),
    ),
  ];
}
