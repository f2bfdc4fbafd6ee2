"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useKindList } from "#components/contribution/kind-list";
import { Card } from "#components/ui/card";
import { type Column, DataTable } from "#components/ui/data-table";
import { useCursorStack } from "#components/ui/pagination";
import { type ApiOutputs, orpc } from "#lib/client";
import { kindsOf } from "#lib/domain/door";
import { useFieldName } from "./use-refusal-text";

type Row = ApiOutputs["batch"]["flags"]["items"][number];

const PAGE = 20;

/** Rows that came in and are marked for reviewers: line, column, what was found. */
export function FlagCard({ batch }: { batch: ApiOutputs["batch"]["get"] }) {
  const t = useTranslations("door.import");
  const look = useTranslations("door.look");
  const report = useTranslations("import.report");
  const nameOf = useFieldName();
  const kindList = useKindList();
  const pages = useCursorStack();
  const { data } = useQuery(
    orpc.batch.flags.queryOptions({ input: { id: batch.id, limit: PAGE, cursor: pages.cursor } }),
  );
  const columnsOf = (row: Row) => [
    ...new Set(row.found.map(({ field }) => batch.mapping?.columns[field] ?? nameOf(field))),
  ];
  const columns: Column<Row>[] = [
    { id: "line", header: report("line"), rowHeader: true, cell: (row) => row.line },
    {
      id: "column",
      header: t("column"),
      cell: (row) => <span className="break-all">{columnsOf(row).join(", ") || "–"}</span>,
    },
    {
      id: "what",
      header: t("what"),
      cell: (row) => (
        <>
          {kindList(kindsOf(row.found))}
          {row.looksLike ? <span className="block">{look("row", { look: look(`kind.${row.looksLike}`) })}</span> : null}
          {row.near ? <span className="block">{t("near", { percent: row.near.percent })}</span> : null}
        </>
      ),
    },
    {
      id: "open",
      header: report("first"),
      cell: (row) => (
        <Link href={`/contributions/${row.contribution}`} className="link">
          {t("open")}
        </Link>
      ),
    },
  ];
  return (
    <Card title={t("title")} flush>
      <p className="px-5 pb-3 text-muted text-sm">{t("lead")}</p>
      <DataTable
        caption={t("title")}
        columns={columns}
        rows={data?.items}
        rowId={(row) => String(row.row)}
        paging={pages.pager(data?.nextCursor)}
        skeletonRows={Math.min(PAGE, batch.flaggedRows)}
      />
    </Card>
  );
}
