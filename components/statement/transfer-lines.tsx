"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { ReceiptIcon } from "#components/receipt/receipt-icon";
import type { Column } from "#components/ui/data-table";
import { Points } from "#components/ui/points";
import { DateTime } from "#components/ui/relative-time";
import type { TransferKind } from "#lib/domain/points";

export type TransferLine = {
  id: string;
  createdAt: Date;
  kind: TransferKind;
  rule: string;
  amount: number;
  balance: number | null;
  project: { slug: string; name: string } | null;
  contributionId: string | null;
  reason: string | null;
  reversesId: string | null;
  entryIndex: number | null;
  checks: {
    answers: number;
    right: number;
    of: number;
    share: number;
    isLate: boolean;
    isCorrection: boolean;
  } | null;
};

const NUMBER_MS = 2_000;

/** How soon to ask again: entries get their numbers a moment after their transfers. False once all have theirs. */
export function untilNumbered(lines: readonly Pick<TransferLine, "entryIndex">[] = []): number | false {
  return lines.some((line) => line.entryIndex === null) ? NUMBER_MS : false;
}

/** Columns of a list of transfers: when, why, how much, and the ledger entry that proves it. */
export function useTransferColumns({ withBalance }: { withBalance: boolean }): Column<TransferLine>[] {
  const t = useTranslations("statement");
  const columns: Column<TransferLine>[] = [
    {
      id: "date",
      header: t("date"),
      from: "sm",
      cell: (line) => <DateTime at={line.createdAt} />,
      className: "text-muted",
    },
    { id: "cause", header: t("cause"), rowHeader: true, cell: (line) => <Cause line={line} /> },
    {
      id: "amount",
      header: t("amount"),
      numeric: true,
      cell: (line) => <Points milli={line.amount} bare signed className={line.amount < 0 ? "text-danger-text" : ""} />,
    },
  ];
  if (withBalance) {
    columns.push({
      id: "balance",
      header: t("balance"),
      numeric: true,
      from: "sm",
      cell: (line) => (line.balance === null ? "" : <Points milli={line.balance} bare />),
    });
  }
  columns.push({
    id: "entry",
    header: t("entry"),
    numeric: true,
    from: "sm",
    cell: (line) => <Entry index={line.entryIndex} />,
  });
  return columns;
}

function Entry({ index }: { index: number | null }) {
  const t = useTranslations("statement");
  if (index === null) return <span className="text-muted">{t("sequencing")}</span>;
  return (
    <span className="inline-flex items-center gap-1">
      <Link href={`/ledger/${index}`} className="link tabular">
        #{index}
      </Link>
      <ReceiptIcon reference={index} index={index} />
    </span>
  );
}

/** Why a payment by checks is what it is, in plain words. */
function Checks({ checks }: { checks: NonNullable<TransferLine["checks"]> }) {
  const t = useTranslations("statement.checks");
  const format = useFormatter();
  const { answers, right, of, isLate, isCorrection } = checks;
  const share = format.number(checks.share / 10_000, { style: "percent", maximumFractionDigits: 1 });
  const what = isCorrection ? "corrected" : isLate ? "late" : "settled";
  return <span className="max-w-prose font-normal text-sm">{t(what, { answers, right, of, share })}</span>;
}

function Cause({ line }: { line: TransferLine }) {
  const t = useTranslations("statement");
  return (
    <span className="flex flex-col">
      <span>{t(`kind.${line.kind}`)}</span>
      <span className="font-normal text-muted text-sm">
        {line.project ? (
          <Link href={`/projects/${line.project.slug}`} className="quiet-link">
            {line.project.name}
          </Link>
        ) : null}
        {line.contributionId ? (
          <>
            {" · "}
            <Link href={`/contributions/${line.contributionId}`} className="quiet-link">
              {t("item")}
            </Link>
          </>
        ) : null}
        {` · ${line.rule}`}
        {line.reason ? ` · ${line.reason}` : ""}
      </span>
      {line.checks ? <Checks checks={line.checks} /> : null}
      {/* A phone has room for two columns: what and how much. When, and the proof, stand below. */}
      <span className="flex flex-wrap items-center justify-between gap-x-2 font-normal text-muted text-sm sm:hidden">
        <DateTime at={line.createdAt} />
        <Entry index={line.entryIndex} />
      </span>
    </span>
  );
}
