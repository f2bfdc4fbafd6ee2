"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { FolderOpen } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { type Column, DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { useCursorStack } from "#components/ui/pagination";
import { Points } from "#components/ui/points";
import { Segmented } from "#components/ui/segmented";
import { Status } from "#components/ui/status";
import { type ApiOutputs, orpc } from "#lib/client";
import { FundDialog } from "./fund-dialog";
import { ProjectLink } from "./project-link";

export type FundingLine = ApiOutputs["admin"]["listFunding"]["items"][number];

/** Projects with their budgets; the requests of owners first. */
export function FundingView() {
  const t = useTranslations("admin.projects");
  const [asking, setAsking] = useState(true);
  const { cursor, pager, reset } = useCursorStack();
  const query = useQuery({
    ...orpc.admin.listFunding.queryOptions({ input: { asking, cursor } }),
    placeholderData: keepPreviousData,
  });
  const [line, setLine] = useState<FundingLine>();
  const columns = useFundingColumns(setLine);
  return (
    <Card flush>
      <div className="flex flex-wrap items-center justify-between gap-3 p-5">
        <p className="text-muted text-sm">{t("lead")}</p>
        <Segmented
          label={t("filter")}
          value={asking ? "asking" : "all"}
          onChange={(value) => {
            setAsking(value === "asking");
            reset();
          }}
          options={[
            { value: "asking", label: t("asking") },
            { value: "all", label: t("all") },
          ]}
        />
      </div>
      <ErrorMessage error={query.error} onRetry={() => query.refetch()} className="m-5" />
      {query.error ? null : (
        <DataTable<FundingLine>
          caption={t("title")}
          columns={columns}
          rows={query.data?.items}
          rowId={(row) => row.id}
          paging={{ ...pager(query.data?.nextCursor), pending: query.isPlaceholderData }}
          skeletonRows={4}
          empty={
            <EmptyState icon={<FolderOpen />} title={asking ? t("noneAskingTitle") : t("noneTitle")}>
              {asking ? t("noneAskingText") : t("noneText")}
            </EmptyState>
          }
        />
      )}
      {line ? <FundDialog line={line} onClose={() => setLine(undefined)} /> : null}
    </Card>
  );
}

function useFundingColumns(onFund: (line: FundingLine) => void): Column<FundingLine>[] {
  const t = useTranslations("admin.projects");
  return useMemo(
    () => [
      {
        id: "project",
        header: t("column.project"),
        rowHeader: true,
        cell: (line) => <ProjectLink slug={line.slug}>{line.name}</ProjectLink>,
      },
      {
        id: "state",
        header: t("column.state"),
        from: "sm",
        cell: (line) => <Status of="project" value={line.state} />,
      },
      {
        id: "requested",
        header: t("column.requested"),
        numeric: true,
        cell: (line) => (line.requested > 0 ? <Points milli={line.requested} bare className="font-semibold" /> : "–"),
      },
      {
        id: "left",
        header: t("column.left"),
        numeric: true,
        from: "md",
        cell: (line) => <Points milli={line.left} bare />,
      },
      {
        id: "reserved",
        header: t("column.reserved"),
        numeric: true,
        from: "md",
        cell: (line) => <Points milli={line.reserved} bare />,
      },
      {
        id: "act",
        header: t("column.act"),
        numeric: true,
        cell: (line) => (
          <Button size="sm" onClick={() => onFund(line)} aria-label={t("fundNamed", { name: line.name })}>
            {t("fund")}
          </Button>
        ),
      },
    ],
    [t, onFund],
  );
}
