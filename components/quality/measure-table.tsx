"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Card } from "#components/ui/card";
import { Table, Td, Th, Tr } from "#components/ui/table";
import type { ApiOutputs } from "#lib/client";
import { MeasurePlot } from "./measure-plot";
import type { QuestionRun } from "./use-quality";

export type Agreement = ApiOutputs["quality"]["pair"]["cohen"];

/** How far people agree, by each coefficient with its interval, or why there is none. */
export function MeasureTable({ measures }: { measures: QuestionRun["quality"]["measures"] }) {
  const t = useTranslations("quality.measure");
  const nameOf = ({ name, scale }: NonNullable<typeof measures>["list"][number]) =>
    t(`name.${name}`, { scale: t(`scale.${scale}`) });
  return (
    <Card title={t("title")} flush={measures !== null}>
      {measures === null ? (
        <p className="max-w-read text-muted text-sm">{t("noneForTexts")}</p>
      ) : (
        <>
          <p className="max-w-read px-5 pb-3 text-muted text-sm">{t(`unit.${measures.unit}`)}</p>
          <MeasurePlot measures={measures.list} nameOf={nameOf} />
          <AgreementTable caption={t("title")}>
            {measures.list.map(({ name, scale, is }) => (
              <Tr key={`${name} ${scale}`}>
                <th scope="row" className="px-3 py-2.5 text-start font-normal first:ps-5">
                  <span className="block font-medium">{nameOf({ name, scale, is })}</span>
                  <span className="block max-w-prose text-muted">{t(`about.${name}`, { scale })}</span>
                  <span className="mt-1 block sm:hidden">
                    {is.defined && is.interval.defined ? `${t("interval")}: ` : null}
                    <IntervalText is={is} isShare={isShare(name)} />
                  </span>
                </th>
                <AgreementCells is={is} isShare={isShare(name)} />
              </Tr>
            ))}
          </AgreementTable>
        </>
      )}
    </Card>
  );
}

/** What is a share of something and not a coefficient between -1 and 1. */
const isShare = (name: string) => name === "percent" || name === "overlap";

/** Rows of coefficients: name, then AgreementCells. */
export function AgreementTable({ caption, children }: { caption: string; children: ReactNode }) {
  const t = useTranslations("quality.measure");
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          <Th>{t("coefficient")}</Th>
          <Th numeric>{t("value")}</Th>
          <Th className="max-sm:hidden">{t("interval")}</Th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </Table>
  );
}

/** The value and interval of a coefficient as two cells of a table; on phones the interval stands below the name instead. */
export function AgreementCells({ is, isShare = false }: { is: Agreement; isShare?: boolean }) {
  const figure = useFigure(isShare);
  return (
    <>
      <Td numeric className="font-medium">
        {is.defined ? figure(is.value) : "–"}
      </Td>
      <Td className="max-sm:hidden">
        <IntervalText is={is} isShare={isShare} />
      </Td>
    </>
  );
}

/** The interval of a coefficient, or why there is none, or no coefficient. */
export function IntervalText({ is, isShare = false }: { is: Agreement; isShare?: boolean }) {
  const t = useTranslations("quality.measure");
  const figure = useFigure(isShare);
  if (!is.defined) return <span className="text-muted">{t(`noValue.${is.reason}`)}</span>;
  const { interval, items } = is;
  if (!interval.defined) return <span className="text-muted">{t(`noInterval.${interval.reason}`)}</span>;
  return (
    <span className="tabular">{t("between", { low: figure(interval.low), high: figure(interval.high), items })}</span>
  );
}

function useFigure(isShare: boolean) {
  const format = useFormatter();
  return (value: number) =>
    isShare
      ? format.number(value, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 })
      : format.number(value, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
}
