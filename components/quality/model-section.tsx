"use client";

import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import { DataTable } from "#components/ui/data-table";
import { type ApiOutputs, orpc } from "#lib/client";

type Agreement = ApiOutputs["quality"]["model"];
type Share = Agreement["models"][number]["shown"];
type Person = Agreement["people"][number];

/** How far people agree with a model, with its word in sight and without: what a mere nod would look like. Nothing where no model said anything. */
export function ModelSection({ slug, question }: { slug: string; question: string }) {
  const t = useTranslations("quality.model");
  const query = useQuery(orpc.quality.model.queryOptions({ input: { slug, question } }));
  const share = useShare();
  if (query.error) return <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data || query.data.models.length === 0) return null;
  return (
    <Card title={t("title")} flush>
      <p className="max-w-read px-5 pb-3 text-muted text-sm">{t("text")}</p>
      <DataTable
        caption={t("title")}
        rows={query.data.models}
        rowId={({ model, version }) => JSON.stringify([model, version])}
        empty={null}
        columns={[
          { id: "model", header: t("name"), rowHeader: true, cell: ({ model, version }) => `${model} (${version})` },
          { id: "shown", header: t("shown"), numeric: true, cell: (row) => share(row.shown) },
          { id: "withheld", header: t("withheld"), numeric: true, cell: (row) => share(row.withheld) },
          { id: "none", header: t("none"), numeric: true, cell: (row) => share(row.none) },
        ]}
      />
      <PeopleOfModel people={query.data.people} />
    </Card>
  );
}

function PeopleOfModel({ people }: { people: Person[] }) {
  const t = useTranslations("quality.model");
  const share = useShare();
  const seconds = useSeconds();
  return (
    <>
      <h3 className="px-5 pt-6 pb-1 font-semibold text-base">{t("people")}</h3>
      <p className="max-w-read px-5 pb-3 text-muted text-sm">{t("peopleText")}</p>
      <DataTable
        caption={t("people")}
        rows={people}
        rowId={({ handle }) => handle}
        empty={null}
        columns={[
          {
            id: "handle",
            header: t("handle"),
            rowHeader: true,
            cell: ({ handle, signs }) => (
              <span className="flex flex-wrap items-center gap-2">
                {handle}
                {signs.map((sign) => (
                  <Badge key={sign} tone="warning" icon={<TriangleAlert aria-hidden="true" />}>
                    {t(`sign.${sign}`)}
                  </Badge>
                ))}
              </span>
            ),
          },
          { id: "taken", header: t("taken"), numeric: true, cell: (row) => share(row.shown) },
          { id: "withheld", header: t("withheld"), numeric: true, cell: (row) => share(row.withheld) },
          {
            id: "followed",
            header: t("followed"),
            numeric: true,
            cell: ({ differing, followed, followedInterval }) =>
              share({ answers: differing, agreed: followed, interval: followedInterval }),
          },
          {
            id: "time",
            header: t("time"),
            numeric: true,
            cell: ({ shownMs, otherMs }) => t("times", { shown: seconds(shownMs), other: seconds(otherMs) }),
          },
          {
            id: "gold",
            header: t("gold"),
            numeric: true,
            cell: ({ goldRight, goldOf }) => (goldOf === 0 ? "–" : t("right", { right: goldRight, of: goldOf })),
          },
        ]}
      />
    </>
  );
}

function useShare() {
  const t = useTranslations("quality.model");
  const format = useFormatter();
  const percent = (value: number) => format.number(value, { style: "percent" });
  return ({ answers, agreed, interval }: Share) =>
    interval === null ? (
      "–"
    ) : (
      <span className="whitespace-nowrap">
        {percent(agreed / answers)}{" "}
        <span className="text-muted text-xs">
          {t("range", { low: percent(interval.low), high: percent(interval.high), answers })}
        </span>
      </span>
    );
}

function useSeconds() {
  const format = useFormatter();
  return (ms: number | null) => (ms === null ? "–" : format.number(ms / 1_000, { maximumFractionDigits: 1 }));
}
