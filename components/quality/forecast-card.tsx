"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Card } from "#components/ui/card";
import { LinkButton } from "#components/ui/link-button";
import { Points } from "#components/ui/points";
import { Stat, StatRow } from "#components/ui/stat";
import { Table, Td, Th, Tr } from "#components/ui/table";
import { type ApiOutputs, orpc } from "#lib/client";
import type { QuestionRun } from "./use-quality";

type Task = Pick<NonNullable<ApiOutputs["task"]["read"]>, "questions" | "answerPrice">;
type Forecast = NonNullable<QuestionRun["quality"]["forecast"]>;

/** What the items that are left will take, were people asked until the model is sure enough: from the items that have closed. */
export function ForecastCard({ slug, task }: { slug: string; task: Task }) {
  const t = useTranslations("quality.forecast");
  const query = useQuery(orpc.quality.read.queryOptions({ input: { slug } }));
  const known = (query.data?.questions ?? []).flatMap(({ question, quality }) =>
    quality.forecast ? [{ question, forecast: quality.forecast }] : [],
  );
  return (
    <Card
      title={t("title")}
      level={3}
      action={
        <LinkButton size="sm" href={`/projects/${slug}/quality`}>
          {t("quality")}
        </LinkButton>
      }
    >
      {query.error ? <ErrorMessage error={query.error} /> : null}
      {query.data && known.length === 0 ? <p className="max-w-read text-muted text-sm">{t("none")}</p> : null}
      {query.data && known.length > 0 ? (
        <div className="flex flex-col gap-5">
          <Totals
            forecasts={known.map(({ forecast }) => forecast)}
            items={query.data.itemsLeft}
            price={task.answerPrice}
          />
          <Details known={known} task={task} />
          <p className="max-w-read text-muted text-sm">{t("text")}</p>
        </div>
      ) : null}
    </Card>
  );
}

/** An answer answers all questions of an item: the one that needs most people tells how many are asked. */
function Totals({ forecasts, items, price }: { forecasts: readonly Forecast[]; items: number; price: number }) {
  const t = useTranslations("quality.forecast");
  const format = useFormatter();
  const most = Math.max(...forecasts.map(({ answersPerItem }) => answersPerItem.mean));
  const widest = forecasts.find(({ answersPerItem }) => answersPerItem.mean === most)?.answersPerItem;
  const answers = (mean: number) => Math.ceil(Math.max(0, mean) * items);
  const low = answers(widest?.interval?.low ?? most) * price;
  const high = answers(widest?.interval?.high ?? most) * price;
  const people = Math.ceil(items * Math.max(...forecasts.map(({ escalated }) => escalated)));
  return (
    <StatRow>
      <Stat label={t("left")} value={format.number(items)} />
      <Stat label={t("answers")} value={format.number(answers(most))} />
      {price > 0 ? (
        <Stat
          label={t("cost")}
          value={<Points milli={answers(most) * price} bare />}
          note={
            low === high
              ? undefined
              : t.rich("range", { low: () => <Points milli={low} bare />, high: () => <Points milli={high} bare /> })
          }
        />
      ) : null}
      <Stat label={t("escalated")} value={format.number(people)} />
    </StatRow>
  );
}

function Details({ known, task }: { known: readonly { question: string; forecast: Forecast }[]; task: Task }) {
  const t = useTranslations("quality.forecast");
  const format = useFormatter();
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 1 });
  const figure = (value: number) => format.number(value, { maximumFractionDigits: 2 });
  return (
    <Table caption={t("title")}>
      <thead>
        <tr>
          <Th>{t("question")}</Th>
          <Th numeric>{t("perItem")}</Th>
          <Th numeric>{t("undecided")}</Th>
          <Th numeric>{t("cutShort")}</Th>
          <Th numeric>{t("accuracy")}</Th>
          <Th numeric>{t("pilot")}</Th>
        </tr>
      </thead>
      <tbody>
        {known.map(({ question, forecast: { answersPerItem, escalated, cutShort, accuracy, pilotItems } }) => (
          <Tr key={question}>
            <th scope="row" className="max-w-64 px-3 py-2 text-start font-medium first:ps-5">
              {task.questions.find(({ id }) => id === question)?.text ?? question}
            </th>
            <Td numeric>
              {figure(answersPerItem.mean)}
              {answersPerItem.interval ? (
                <span className="ms-1 text-muted text-xs">
                  {t("between", {
                    low: figure(answersPerItem.interval.low),
                    high: figure(answersPerItem.interval.high),
                  })}
                </span>
              ) : null}
            </Td>
            <Td numeric>{percent(escalated)}</Td>
            <Td numeric>{percent(cutShort)}</Td>
            <Td numeric>
              {accuracy ? percent(accuracy.mean) : "–"}
              {accuracy ? <span className="ms-1 text-muted text-xs">{t(`basis.${accuracy.basis}`)}</span> : null}
            </Td>
            <Td numeric>{format.number(pilotItems)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
