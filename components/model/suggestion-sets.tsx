"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { Card } from "#components/ui/card";
import { DataTable } from "#components/ui/data-table";
import { RelativeTime } from "#components/ui/relative-time";
import type { ApiOutputs } from "#lib/client";

/** Every set that came, newest first, with the entry that shows it was there. */
export function SuggestionSets({ sets }: { sets: ApiOutputs["suggestion"]["read"]["sets"] }) {
  const t = useTranslations("model.sets");
  const format = useFormatter();
  return (
    <Card title={t("title")} flush>
      <p className="max-w-read px-5 pb-3 text-muted text-sm">{t("text")}</p>
      <DataTable
        caption={t("title")}
        rows={sets}
        rowId={({ set }) => String(set)}
        empty={<p className="px-5 pb-5 text-muted text-sm">{t("none")}</p>}
        columns={[
          { id: "set", header: t("set"), numeric: true, cell: ({ set }) => format.number(set) },
          { id: "model", header: t("model"), rowHeader: true, cell: ({ model }) => model },
          { id: "version", header: t("version"), cell: ({ version }) => version },
          { id: "count", header: t("count"), numeric: true, cell: ({ count }) => format.number(count) },
          { id: "at", header: t("at"), cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
          {
            id: "entry",
            header: t("entry"),
            numeric: true,
            cell: ({ entryIndex }) =>
              entryIndex === null ? (
                t("soon")
              ) : (
                <Link className="quiet-link" href={`/ledger/${entryIndex}`}>
                  {format.number(entryIndex)}
                </Link>
              ),
          },
        ]}
      />
    </Card>
  );
}
