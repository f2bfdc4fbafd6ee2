"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Card } from "#components/ui/card";
import { type Column, DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { useCursorStack } from "#components/ui/pagination";
import { DateTime } from "#components/ui/relative-time";
import { Select } from "#components/ui/select";
import { type ApiInputs, type ApiOutputs, orpc } from "#lib/client";
import { AuditDetail } from "./audit-detail";
import { ProjectLink } from "./project-link";

export type AuditLine = ApiOutputs["admin"]["listAudit"]["items"][number];
type Action = NonNullable<ApiInputs["admin"]["listAudit"]["action"]>;

const actions = [
  "setup.completed",
  "role.granted",
  "role.revoked",
  "user.banned",
  "user.unbanned",
  "user.reset_link_made",
  "treasury.minted",
  "project.funded",
  "transfer.corrected",
  "job.retried",
  "snapshot.requested",
] as const satisfies readonly Action[];

/** What admins did, newest first. */
export function AuditView() {
  const t = useTranslations("admin.audit");
  const [action, setAction] = useState<Action>();
  const columns = useAuditColumns();
  const { cursor, pager, reset } = useCursorStack();
  const query = useQuery({
    ...orpc.admin.listAudit.queryOptions({ input: { cursor, action } }),
    placeholderData: keepPreviousData,
  });
  const filter = (
    <Select
      dense
      aria-label={t("filter")}
      value={action ?? "all"}
      onValueChange={(value) => {
        setAction(actions.find((one) => one === value));
        reset();
      }}
      options={[{ value: "all", label: t("all") }, ...actions.map((value) => ({ value, label: t(`action.${value}`) }))]}
    />
  );
  return (
    <Card title={t("title")} action={filter} flush>
      <p className="px-5 pb-3 text-muted text-sm">{t("lead")}</p>
      <ErrorMessage error={query.error} onRetry={() => query.refetch()} className="m-5" />
      {query.error ? null : (
        <DataTable<AuditLine>
          caption={t("title")}
          columns={columns}
          rows={query.data?.items}
          rowId={(line) => line.id}
          paging={{ ...pager(query.data?.nextCursor), pending: query.isPlaceholderData }}
          empty={
            <EmptyState icon={<ScrollText />} title={t("emptyTitle")}>
              {t("emptyText")}
            </EmptyState>
          }
        />
      )}
    </Card>
  );
}

function useAuditColumns(): Column<AuditLine>[] {
  const t = useTranslations("admin.audit");
  return useMemo(
    () => [
      { id: "when", header: t("column.when"), cell: (line) => <DateTime at={line.createdAt} /> },
      {
        id: "who",
        header: t("column.who"),
        rowHeader: true,
        cell: (line) =>
          line.actor ? <Person handle={line.actor} /> : <span className="text-muted">{t("system")}</span>,
      },
      {
        id: "what",
        header: t("column.what"),
        cell: (line) => {
          const known = actions.find((one) => one === line.action);
          return known ? t(`action.${known}`) : <code>{line.action}</code>;
        },
      },
      { id: "subject", header: t("column.subject"), from: "sm", cell: (line) => <Subject subject={line.subject} /> },
      { id: "detail", header: t("column.detail"), from: "md", cell: (line) => <AuditDetail detail={line.detail} /> },
    ],
    [t],
  );
}

function Subject({ subject }: { subject: AuditLine["subject"] }) {
  if (!subject) return "–";
  if (subject.kind === "user") return <Person handle={subject.name} />;
  return <ProjectLink slug={subject.name}>{subject.name}</ProjectLink>;
}

function Person({ handle }: { handle: string }) {
  return (
    <Link href={`/admin/users/${handle}`} className="quiet-link">
      {handle}
    </Link>
  );
}
