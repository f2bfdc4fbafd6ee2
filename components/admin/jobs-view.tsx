"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Coffee } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { type Column, DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { useCursorStack } from "#components/ui/pagination";
import { RelativeTime } from "#components/ui/relative-time";
import { Select } from "#components/ui/select";
import { Status } from "#components/ui/status";
import { type ApiOutputs, api, orpc } from "#lib/client";
import { useAct } from "./use-act";
import { WorkFacts } from "./work-facts";

type Job = ApiOutputs["admin"]["listJobs"]["items"][number];
const states = ["all", "waiting", "running", "failed", "done"] as const;
const REFRESH_MS = 5_000;

/** Health, the loop and the jobs, fresh every few seconds. */
export function JobsView() {
  const t = useTranslations("admin.jobs");
  const status = useTranslations("common.status.job");
  const [state, setState] = useState<(typeof states)[number]>("all");
  const columns = useJobColumns();
  const { cursor, pager, reset } = useCursorStack();
  const query = useQuery({
    ...orpc.admin.listJobs.queryOptions({ input: { cursor, state: state === "all" ? undefined : state } }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  const filter = (
    <Select
      dense
      aria-label={t("filter")}
      value={state}
      onValueChange={(value) => {
        setState(states.find((one) => one === value) ?? "all");
        reset();
      }}
      options={states.map((value) => ({ value, label: value === "all" ? t("all") : status(value) }))}
    />
  );
  return (
    <>
      <WorkFacts />
      <Card title={t("title")} action={filter} flush>
        <p className="px-5 pb-3 text-muted text-sm">{t("lead")}</p>
        <ErrorMessage error={query.error} onRetry={() => query.refetch()} className="m-5" />
        {query.error ? null : (
          <DataTable<Job>
            caption={t("title")}
            columns={columns}
            rows={query.data?.items}
            rowId={(job) => job.id}
            paging={pager(query.data?.nextCursor)}
            skeletonRows={5}
            empty={
              <EmptyState icon={<Coffee />} title={t("emptyTitle")}>
                {t("emptyText")}
              </EmptyState>
            }
          />
        )}
      </Card>
    </>
  );
}

function useJobColumns(): Column<Job>[] {
  const t = useTranslations("admin.jobs");
  return useMemo(
    () => [
      { id: "job", header: t("column.job"), rowHeader: true, cell: (job) => <JobName kind={job.kind} /> },
      { id: "state", header: t("column.state"), cell: (job) => <Status of="job" value={job.state} /> },
      {
        id: "attempts",
        header: t("column.attempts"),
        numeric: true,
        from: "sm",
        cell: (job) => `${job.attempts} / ${job.maxAttempts}`,
      },
      {
        id: "when",
        header: t("column.when"),
        from: "sm",
        cell: (job) => <RelativeTime at={job.finishedAt ?? job.createdAt} />,
      },
      {
        id: "error",
        header: t("column.error"),
        from: "md",
        cell: (job) => <span className="block max-w-xs break-words text-muted">{job.lastError ?? "–"}</span>,
      },
      { id: "act", header: t("column.act"), numeric: true, cell: (job) => <RetryButton job={job} /> },
    ],
    [t],
  );
}

function JobName({ kind }: { kind: string }) {
  const t = useTranslations("admin.jobs.kind");
  const key = kind.replace(".", "_") as "mail_send";
  return t.has(key) ? t(key) : <code>{kind}</code>;
}

function RetryButton({ job }: { job: Job }) {
  const t = useTranslations("admin.jobs");
  const retry = useAct({ act: () => api.admin.retryJob({ id: job.id }), said: () => t("retried") });
  if (job.state !== "failed") return null;
  return (
    <Button
      size="sm"
      onClick={() => retry.mutate(undefined)}
      pending={retry.isPending}
      aria-label={t("retryNamed", { kind: job.kind })}
    >
      {t("retry")}
    </Button>
  );
}
