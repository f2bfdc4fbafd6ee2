"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Card } from "#components/ui/card";
import { DataTable } from "#components/ui/data-table";
import { orpc } from "#lib/client";
import type { QuestionRun } from "./use-quality";

type Range = { low: number; high: number } | null;

/** Who answered, how good the model takes them to be and on what evidence, and how long they took. */
export function PeopleTable({ slug, run }: { slug: string; run: QuestionRun }) {
  const t = useTranslations("quality.people");
  const format = useFormatter();
  const query = useQuery(orpc.quality.people.queryOptions({ input: { slug, question: run.question } }));
  const percent = (share: number) => format.number(share, { style: "percent" });
  const withRange = (share: string, range: Range) =>
    range ? (
      <span className="whitespace-nowrap">
        {share}{" "}
        <span className="text-muted text-xs">{t("range", { low: percent(range.low), high: percent(range.high) })}</span>
      </span>
    ) : (
      share
    );
  return (
    <Card title={t("title")} flush>
      <p className="max-w-read px-5 pb-3 text-muted text-sm">{t("text")}</p>
      {query.error ? <ErrorMessage error={query.error} className="m-5" onRetry={() => void query.refetch()} /> : null}
      <DataTable
        caption={t("title")}
        rows={query.data?.items}
        rowId={({ handle }) => handle}
        empty={<p className="px-5 pb-5 text-muted text-sm">{t("none")}</p>}
        skeletonRows={4}
        columns={[
          { id: "handle", header: t("handle"), rowHeader: true, cell: ({ handle }) => handle },
          { id: "answers", header: t("answers"), numeric: true, cell: ({ answers }) => format.number(answers) },
          {
            id: "accuracy",
            header: t("accuracy"),
            numeric: true,
            cell: ({ accuracy, accuracyInterval }) =>
              accuracy === null ? "–" : withRange(percent(accuracy / 10_000), accuracyInterval),
          },
          {
            id: "agreed",
            header: t("agreed"),
            numeric: true,
            cell: ({ agreed, compared, agreedInterval }) =>
              compared === 0 ? "–" : withRange(percent(agreed / compared), agreedInterval),
          },
          {
            id: "median",
            header: t("median"),
            numeric: true,
            cell: ({ medianMs }) =>
              medianMs === null
                ? "–"
                : t("seconds", { seconds: format.number(medianMs / 1_000, { maximumFractionDigits: 1 }) }),
          },
        ]}
      />
    </Card>
  );
}
