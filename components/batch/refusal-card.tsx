"use client";

import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { buttonClass } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { type Column, DataTable } from "#components/ui/data-table";
import { useCursorStack } from "#components/ui/pagination";
import { type ApiOutputs, orpc } from "#lib/client";
import { useRefusalText } from "./use-refusal-text";

type Refusal = ApiOutputs["batch"]["refusals"]["items"][number];

const PAGE = 20;

/** The refused rows: line, reason, how to mend it; all of them as a file. */
export function RefusalCard({ batch }: { batch: ApiOutputs["batch"]["get"] }) {
  const t = useTranslations("import");
  const locale = useLocale();
  const refusalText = useRefusalText();
  const pages = useCursorStack();
  const { data } = useQuery(
    orpc.batch.refusals.queryOptions({ input: { id: batch.id, limit: PAGE, cursor: pages.cursor } }),
  );
  const columns: Column<Refusal>[] = [
    { id: "line", header: t("report.line"), rowHeader: true, cell: (row) => row.line },
    {
      id: "reason",
      header: t("report.reason"),
      cell: (row) => (
        <>
          {refusalText(row).why}
          {row.duplicateOf ? (
            <>
              {" · "}
              <Link href={`/contributions/${row.duplicateOf}`} className="link">
                {t("report.first")}
              </Link>
            </>
          ) : null}
          <span className="block text-muted sm:hidden">{refusalText(row).mend}</span>
        </>
      ),
    },
    { id: "mend", header: t("report.mend"), from: "sm", cell: (row) => refusalText(row).mend },
  ];
  return (
    <Card
      title={t("report.title")}
      flush
      action={
        <a
          href={`/rpc/report/${batch.id}?locale=${locale}`}
          download={`${batch.fileName}.refused.csv`}
          className={buttonClass("secondary", "sm")}
        >
          <Download aria-hidden="true" />
          {t("done.download")}
        </a>
      }
    >
      <p className="px-5 pb-3 text-muted text-sm">{t("done.refusedLead")}</p>
      <DataTable
        caption={t("report.title")}
        columns={columns}
        rows={data?.items}
        rowId={(row) => String(row.row)}
        paging={pages.pager(data?.nextCursor)}
        skeletonRows={Math.min(PAGE, batch.refusedRows)}
      />
    </Card>
  );
}
