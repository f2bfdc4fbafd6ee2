"use client";

import { CircleCheck, CircleX } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { type Column, DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { Points } from "#components/ui/points";
import { DateTime } from "#components/ui/relative-time";
import { Table, Td, Th, Tr } from "#components/ui/table";
import type { RecomputedLine } from "#lib/domain/recompute";
import { RecomputeChecks } from "./recompute-checks";
import type { RecomputeDone } from "./recompute-run";

/** What came out: the verdict, the figures side by side, the rules that were held, and every transfer that makes the balance. */
export function RecomputeResult({ done }: { done: RecomputeDone }) {
  const t = useTranslations("ledger.recompute");
  const format = useFormatter();
  const { result, isSame } = done;
  const faults = result.checks.reduce((sum, check) => sum + check.faults, result.logFaults.count);
  const values = { size: format.number(result.size), seconds: done.ms / 1_000, faults };
  return (
    <>
      {isSame && faults === 0 ? (
        <Alert tone="success" live title={t("sound.title")}>
          {t("sound.text", values)}
        </Alert>
      ) : null}
      {isSame ? null : (
        <Alert tone="danger" live title={t("differs.title")}>
          {t("differs.text", values)}
        </Alert>
      )}
      {faults > 0 ? (
        <Alert tone="danger" live title={t("faulty.title", values)}>
          {t("faulty.text")}
        </Alert>
      ) : null}
      <Card title={t("figures")} flush>
        <Figures done={done} />
      </Card>
      <RecomputeChecks done={done} />
      <Card title={t("lines")} flush>
        <Lines lines={result.lines} />
      </Card>
    </>
  );
}

function Figures({ done }: { done: RecomputeDone }) {
  const t = useTranslations("ledger.recompute");
  const format = useFormatter();
  const { score, balance } = done.result;
  const { shown } = done;
  const rows = [
    ...(shown.balance === null ? [] : [{ name: "balance" as const, shown: shown.balance, found: balance }]),
    { name: "points" as const, shown: shown.points, found: score.points },
    ...(["accepted", "decided", "reviews"] as const).map((name) => ({ name, shown: shown[name], found: score[name] })),
  ];
  const isPoints = (name: string) => name === "balance" || name === "points";
  const text = (name: string, value: number) => (isPoints(name) ? <Points milli={value} bare /> : format.number(value));
  return (
    <Table caption={t("figures")}>
      <thead>
        <tr>
          <Th>{t("figure")}</Th>
          <Th numeric>{t("shown")}</Th>
          <Th numeric>{t("found")}</Th>
          <Th>{t("result")}</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.name}>
            <Td>{t(`name.${row.name}`)}</Td>
            <Td numeric>{text(row.name, row.shown)}</Td>
            <Td numeric>{text(row.name, row.found)}</Td>
            <Td>
              <Mark ok={row.shown === row.found} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Mark({ ok }: { ok: boolean }) {
  const t = useTranslations("ledger.recompute");
  const Icon = ok ? CircleCheck : CircleX;
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <Icon aria-hidden="true" className={`size-4 ${ok ? "text-success-text" : "text-danger-text"}`} />
      {ok ? t("same") : t("other")}
    </span>
  );
}

const FIRST_LINES = 50;

function Lines({ lines }: { lines: readonly RecomputedLine[] }) {
  const t = useTranslations("ledger.recompute");
  const kind = useTranslations("statement.kind");
  const [count, setCount] = useState(FIRST_LINES);
  const newest = lines.toReversed();
  const columns: Column<RecomputedLine>[] = [
    {
      id: "entry",
      header: t("entry"),
      rowHeader: true,
      cell: (line) => (
        <Link href={`/ledger/${line.index}`} className="link tabular">
          #{line.index}
        </Link>
      ),
    },
    { id: "at", header: t("at"), from: "sm", className: "text-muted", cell: (line) => <DateTime at={line.at} /> },
    { id: "kind", header: t("kind"), cell: (line) => kind(line.kind) },
    { id: "amount", header: t("amount"), numeric: true, cell: (line) => <Points milli={line.amount} bare signed /> },
    { id: "balance", header: t("balanceThen"), numeric: true, cell: (line) => <Points milli={line.balance} bare /> },
  ];
  return (
    <>
      <DataTable<RecomputedLine>
        caption={t("lines")}
        columns={columns}
        rows={newest.slice(0, count)}
        rowId={(line) => line.id}
        empty={<EmptyState title={t("noLines")} />}
      />
      {count < lines.length ? (
        <p className="flex justify-center p-3">
          <Button onClick={() => setCount((old) => old * 4)}>{t("moreLines", { left: lines.length - count })}</Button>
        </p>
      ) : null}
    </>
  );
}
