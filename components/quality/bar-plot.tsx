"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useId } from "react";
import { Table, Td, Th, Tr } from "#components/ui/table";

type Bar = { key: string; label: string; value: number };

/** Counts as bars, with the table behind them. Bars are for eyes; whoever cannot see them reads the table. */
export function BarPlot({ title, unit, bars }: { title: string; unit: string; bars: readonly Bar[] }) {
  const t = useTranslations("quality.plot");
  const format = useFormatter();
  const id = useId();
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const all = bars.reduce((sum, { value }) => sum + value, 0);
  return (
    <figure aria-labelledby={id} className="min-w-0">
      <figcaption id={id} className="mb-3 font-medium text-sm">
        {title}
      </figcaption>
      {all === 0 ? (
        <p className="text-muted text-sm">{t("empty")}</p>
      ) : (
        <>
          <div aria-hidden="true" className="flex flex-col gap-1 text-sm">
            {bars.map(({ key, label, value }) => (
              <div key={key} className="grid grid-cols-[7rem_1fr_3.5rem] items-center gap-2">
                <span className="truncate text-muted">{label}</span>
                <span className="h-4 rounded-sm bg-sunken">
                  <span className="block h-full rounded-sm bg-accent" style={{ width: `${(value / most) * 100}%` }} />
                </span>
                <span className="tabular text-end">{format.number(value)}</span>
              </div>
            ))}
          </div>
          <details className="mt-2">
            <summary className="cursor-pointer text-muted text-sm">{t("table")}</summary>
            <Table caption={title}>
              <thead>
                <tr>
                  <Th>{t("range")}</Th>
                  <Th numeric>{unit}</Th>
                  <Th numeric>{t("share")}</Th>
                </tr>
              </thead>
              <tbody>
                {bars.map(({ key, label, value }) => (
                  <Tr key={key}>
                    <Td>{label}</Td>
                    <Td numeric>{format.number(value)}</Td>
                    <Td numeric>{format.number(value / all, { style: "percent", maximumFractionDigits: 1 })}</Td>
                  </Tr>
                ))}
              </tbody>
            </Table>
          </details>
        </>
      )}
    </figure>
  );
}
