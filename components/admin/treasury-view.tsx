"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Landmark, Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { type Column, DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { PointsNotice } from "#components/ui/notice";
import { useCursorStack } from "#components/ui/pagination";
import { Points } from "#components/ui/points";
import { SegmentBar } from "#components/ui/progress";
import { DateTime } from "#components/ui/relative-time";
import { Stat, StatRow } from "#components/ui/stat";
import { type ApiOutputs, orpc } from "#lib/client";
import { MintDialog } from "./mint-dialog";
import { ProjectLink } from "./project-link";
import { SnapshotCard } from "./snapshot-card";

type Line = ApiOutputs["admin"]["listTreasury"]["items"][number];

/** Where all points are, and how they came into the world. */
export function TreasuryView() {
  const t = useTranslations("admin.treasury");
  const [isMinting, setIsMinting] = useState(false);
  const columns = useLineColumns();
  const { cursor, pager } = useCursorStack();
  const lines = useQuery({
    ...orpc.admin.listTreasury.queryOptions({ input: { cursor } }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Card
        title={t("title")}
        action={
          <Button variant="primary" size="sm" icon={<Plus aria-hidden="true" />} onClick={() => setIsMinting(true)}>
            {t("mint")}
          </Button>
        }
      >
        <Places />
      </Card>
      <Card title={t("history")} flush>
        <ErrorMessage error={lines.error} onRetry={() => lines.refetch()} className="m-5" />
        {lines.error ? null : (
          <DataTable<Line>
            caption={t("history")}
            columns={columns}
            rows={lines.data?.items}
            rowId={(line) => line.id}
            paging={{ ...pager(lines.data?.nextCursor), pending: lines.isPlaceholderData }}
            skeletonRows={5}
            empty={
              <EmptyState icon={<Landmark />} title={t("emptyTitle")}>
                {t("emptyText")}
              </EmptyState>
            }
          />
        )}
      </Card>
      <SnapshotCard />
      {isMinting ? <MintDialog onClose={() => setIsMinting(false)} /> : null}
    </>
  );
}

function Places() {
  const t = useTranslations("admin.treasury");
  const { data, error, refetch } = useQuery(orpc.admin.readTreasury.queryOptions({ input: {} }));
  if (error) return <ErrorMessage error={error} onRetry={() => refetch()} />;
  const places = [
    { key: "treasury", label: t("inTreasury"), value: data?.treasury, tone: "accent" },
    { key: "budgets", label: t("inBudgets"), value: data?.budgets, tone: "success" },
    { key: "reserved", label: t("inReserved"), value: data?.reserved, tone: "warning" },
    { key: "people", label: t("inPeople"), value: data?.people, tone: "neutral" },
  ] as const;
  const issued = data && data.treasury + data.budgets + data.reserved + data.people;
  return (
    <div className="flex flex-col gap-5">
      <p className="text-muted text-sm">{t("lead")}</p>
      <StatRow>
        <Stat label={t("issued")} value={issued === undefined ? undefined : <Points milli={issued} bare />} />
        {places.map((place) => (
          <Stat
            key={place.key}
            label={place.label}
            value={place.value === undefined ? undefined : <Points milli={place.value} bare />}
          />
        ))}
      </StatRow>
      {data && issued ? (
        <SegmentBar label={t("lead")} segments={places.map((place) => ({ ...place, value: place.value ?? 0 }))} />
      ) : null}
      <PointsNotice />
    </div>
  );
}

function useLineColumns(): Column<Line>[] {
  const t = useTranslations("admin.treasury");
  return useMemo(
    () => [
      {
        id: "when",
        header: t("column.when"),
        rowHeader: true,
        cell: (line) => <DateTime at={line.createdAt} timeless />,
      },
      {
        id: "what",
        header: t("column.what"),
        cell: (line) => (
          <>
            <span className="sm:whitespace-nowrap">{t(`kind.${line.kind}`)}</span>
            <span className="block text-muted sm:hidden">
              <Purpose line={line} />
            </span>
          </>
        ),
      },
      {
        id: "note",
        header: t("column.note"),
        from: "sm",
        cell: (line) => <Purpose line={line} />,
      },
      {
        id: "entry",
        header: t("column.entry"),
        numeric: true,
        from: "sm",
        cell: (line) =>
          line.entryIndex === null ? (
            "…"
          ) : (
            <Link href={`/ledger/${line.entryIndex}`} className="quiet-link">
              #{line.entryIndex}
            </Link>
          ),
      },
      { id: "amount", header: t("column.amount"), numeric: true, cell: (line) => <Points milli={line.amount} bare /> },
    ],
    [t],
  );
}

/** What the points went to: a project, or what the admin wrote. */
function Purpose({ line }: { line: Line }) {
  if (!line.project) return <>{line.note ?? "–"}</>;
  return <ProjectLink slug={line.project.slug}>{line.project.name}</ProjectLink>;
}
