"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { Card } from "#components/ui/card";
import { Points } from "#components/ui/points";
import { SkeletonText } from "#components/ui/skeleton";
import { orpc } from "#lib/client";

const ROWS = 5;
const REFRESH_MS = 10_000;

/** The first few of the project's all-time board. */
export function BoardExcerpt({ slug }: { slug: string }) {
  const t = useTranslations("project.view");
  const format = useFormatter();
  const { data, isError } = useQuery(
    orpc.board.read.queryOptions({
      input: { period: "all", metric: "points", project: slug, limit: ROWS },
      refetchInterval: REFRESH_MS,
    }),
  );
  return (
    <Card
      title={t("board")}
      action={
        <Link href={`/leaderboard?project=${slug}`} className="link text-sm">
          {t("boardAll")}
        </Link>
      }
    >
      {isError && !data ? <p className="text-muted text-sm">{t("boardError")}</p> : null}
      {!data && !isError ? <SkeletonText lines={ROWS} /> : null}
      {data?.rows.length === 0 ? <p className="text-muted text-sm">{t("boardNone")}</p> : null}
      <ol className="flex flex-col gap-2 text-sm">
        {data?.rows.map((row) => (
          <li key={row.handle} className="grid grid-cols-[1.5rem_1fr_auto] items-baseline gap-2">
            <span className="tabular text-muted">{row.rank === null ? "" : format.number(row.rank)}</span>
            <Link href={`/u/${row.handle}`} className="quiet-link truncate">
              {row.name ?? row.handle}
            </Link>
            <Points milli={row.points} className="tabular font-medium" />
          </li>
        ))}
      </ol>
    </Card>
  );
}
