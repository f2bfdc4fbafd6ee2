"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Coins, Undo2 } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { type Column, DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { useCursorStack } from "#components/ui/pagination";
import { Points } from "#components/ui/points";
import { DateTime } from "#components/ui/relative-time";
import { Tooltip } from "#components/ui/tooltip";
import { type ApiOutputs, orpc } from "#lib/client";
import { pointsText } from "#lib/domain/points";
import { CorrectDialog } from "./correct-dialog";
import { ProjectLink } from "./project-link";
import type { UserDetail } from "./user-view";

export type PaidLine = ApiOutputs["admin"]["listPaid"]["items"][number];

/** What the person was paid, each line with its entry and, where it must be, its way back. */
export function PaidList({ user }: { user: UserDetail }) {
  const t = useTranslations("admin.paid");
  const { cursor, pager } = useCursorStack();
  const query = useQuery({
    ...orpc.admin.listPaid.queryOptions({ input: { userId: user.id, cursor, limit: 10 } }),
    placeholderData: keepPreviousData,
  });
  const [line, setLine] = useState<PaidLine>();
  const columns = usePaidColumns(setLine);
  return (
    <Card title={t("title")} level={3} flush>
      <p className="px-5 pb-3 text-muted text-sm">{t("lead")}</p>
      <ErrorMessage error={query.error} onRetry={() => query.refetch()} className="m-5" />
      {query.error ? null : (
        <DataTable<PaidLine>
          caption={t("title")}
          columns={columns}
          rows={query.data?.items}
          rowId={(row) => row.id}
          paging={{ ...pager(query.data?.nextCursor), pending: query.isPlaceholderData }}
          skeletonRows={5}
          empty={
            <EmptyState icon={<Coins />} title={t("emptyTitle")}>
              {t("emptyText")}
            </EmptyState>
          }
        />
      )}
      {line ? <CorrectDialog line={line} handle={user.handle} onClose={() => setLine(undefined)} /> : null}
    </Card>
  );
}

function usePaidColumns(onCorrect: (line: PaidLine) => void): Column<PaidLine>[] {
  const t = useTranslations("admin.paid");
  const format = useFormatter();
  return useMemo(
    () => [
      {
        id: "when",
        header: t("column.when"),
        rowHeader: true,
        cell: (line) => <DateTime at={line.createdAt} timeless />,
      },
      { id: "what", header: t("column.what"), from: "sm", cell: (line) => t(line.kind) },
      {
        id: "project",
        header: t("column.project"),
        from: "md",
        cell: (line) => (line.project ? <ProjectLink slug={line.project.slug}>{line.project.name}</ProjectLink> : null),
      },
      {
        id: "entry",
        header: t("column.entry"),
        from: "md",
        numeric: true,
        cell: (line) =>
          line.entryIndex === null ? (
            "…"
          ) : (
            <Link href={`/ledger/${line.entryIndex}`} className="quiet-link">
              #{line.entryIndex}
            </Link>
          ),
      },
      {
        id: "amount",
        header: t("column.amount"),
        numeric: true,
        cell: (line) => <Points milli={line.amount} bare signed />,
      },
      {
        id: "act",
        header: t("column.act"),
        numeric: true,
        cell: (line) => {
          if (line.correction) return <Corrected reason={line.correction.reason} />;
          const when = format.dateTime(line.createdAt, { dateStyle: "medium" });
          return (
            <Button
              size="sm"
              onClick={() => onCorrect(line)}
              aria-label={t("correctNamed", { amount: pointsText(line.amount), when })}
            >
              {t("correct")}
            </Button>
          );
        },
      },
    ],
    [t, format, onCorrect],
  );
}

function Corrected({ reason }: { reason: string | null }) {
  const t = useTranslations("admin.paid");
  const badge = (
    <Badge icon={<Undo2 aria-hidden="true" />}>
      {t("corrected")}
      {reason ? <span className="sr-only">: {reason}</span> : null}
    </Badge>
  );
  if (!reason) return badge;
  return (
    <Tooltip text={reason}>
      <span>{badge}</span>
    </Tooltip>
  );
}
