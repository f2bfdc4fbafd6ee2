"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Trophy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Card } from "#components/ui/card";
import { DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { LinkButton } from "#components/ui/link-button";
import { MoreButton } from "#components/ui/more-button";
import { Segmented } from "#components/ui/segmented";
import { Select } from "#components/ui/select";
import { orpc } from "#lib/client";
import { type BoardMetric, type BoardPeriod, boardMetrics, boardPeriods } from "#lib/domain/board";
import { boardPaging, firstChoice } from "#lib/domain/board-paging";
import { type BoardRow, useBoardColumns } from "./board-columns";
import { MyRows } from "./my-rows";
import { useBoardProject } from "./use-board-project";

const REFRESH_MS = 10_000;

/** The leaderboard: window and metric to choose, one project's or all, my row with its neighbours, pages by cursor. */
export function BoardView() {
  const t = useTranslations("board");
  const [period, setPeriod] = useState<BoardPeriod>(firstChoice.period);
  const [metric, setMetric] = useState<BoardMetric>(firstChoice.metric);
  const { projects, scope, choose } = useBoardProject();
  const choice = { period, metric, project: scope || undefined };
  const query = useInfiniteQuery(
    orpc.board.read.infiniteOptions({
      ...boardPaging(choice),
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS,
    }),
  );
  const { data: mine } = useQuery(
    orpc.board.mine.queryOptions({ input: choice, placeholderData: keepPreviousData, refetchInterval: REFRESH_MS }),
  );
  const rows = query.data?.pages.flatMap((page) => page.rows);
  const columns = useBoardColumns(choice);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-end gap-3">
        <Segmented
          label={t("window")}
          value={period}
          onChange={setPeriod}
          options={boardPeriods.map((value) => ({ value, label: t(`period.${value}`) }))}
        />
        <Segmented
          label={t("metricLabel")}
          value={metric}
          onChange={setMetric}
          options={boardMetrics.map((value) => ({ value, label: t(`metric.${value}`) }))}
        />
        <Select
          aria-label={t("projectLabel")}
          dense
          className="max-w-full"
          value={scope}
          onValueChange={choose}
          options={[
            { value: "", label: t("allProjects") },
            ...projects.map(({ slug, name }) => ({ value: slug, label: name })),
          ]}
        />
      </div>
      {query.error ? <ErrorMessage error={query.error} onRetry={() => query.refetch()} /> : null}
      {mine ? <MyRows mine={mine} columns={columns} /> : null}
      <Card flush>
        <DataTable<BoardRow>
          caption={t("caption", { period: t(`period.${period}`), metric: t(`metric.${metric}`) })}
          columns={columns}
          rows={rows}
          rowId={(row) => row.handle}
          isCurrent={(row) => row.handle === mine?.handle}
          skeletonRows={10}
          empty={
            <EmptyState
              icon={<Trophy />}
              title={t("empty.title")}
              action={<LinkButton href="/projects">{t("empty.action")}</LinkButton>}
            >
              {t("empty.text")}
            </EmptyState>
          }
        />
      </Card>
      <MoreButton query={query}>{t("more")}</MoreButton>
      <p className="text-muted text-sm">{t(`explain.${metric}`)}</p>
    </div>
  );
}
