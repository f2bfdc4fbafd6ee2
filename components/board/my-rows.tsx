"use client";

import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card";
import { type Column, DataTable } from "#components/ui/data-table";
import type { BoardRow } from "./board-columns";

type MyRowsProps = {
  mine: { rows: BoardRow[]; handle: string; hidden: boolean };
  columns: Column<BoardRow>[];
};

/** My own row between its neighbours, wherever it stands. */
export function MyRows({ mine, columns }: MyRowsProps) {
  const t = useTranslations("board");
  return (
    <Card title={t("mine")} flush>
      <DataTable<BoardRow>
        caption={t("mine")}
        columns={columns}
        rows={mine.rows}
        rowId={(row) => row.handle}
        isCurrent={(row) => row.handle === mine.handle}
      />
      {mine.hidden ? <p className="border-line border-t px-5 py-2.5 text-muted text-sm">{t("hiddenNote")}</p> : null}
    </Card>
  );
}
