"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Card } from "#components/ui/card";
import { HeatTable } from "./heat-table";

/** What people said of items of each label. */
export function ConfusionTable({ cells, names }: { cells: readonly (readonly number[])[]; names: readonly string[] }) {
  const t = useTranslations("quality.confusion");
  const format = useFormatter();
  const all = cells.flat().reduce((sum, count) => sum + count, 0);
  return (
    <Card title={t("title")} flush={all > 0}>
      {all === 0 ? (
        <p className="text-muted text-sm">{t("empty")}</p>
      ) : (
        <>
          <p className="max-w-read px-5 pb-3 text-muted text-sm">{t("text", { answers: format.number(all) })}</p>
          <HeatTable caption={t("title")} corner={t("corner")} names={names} cells={cells} />
        </>
      )}
    </Card>
  );
}
