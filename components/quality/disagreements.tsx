"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { CircleCheckBig } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { ValueView } from "#components/label/answer-view";
import { ErrorMessage } from "#components/shell/error-message";
import { LabelledItem } from "#components/task/labelled-item";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { MoreButton } from "#components/ui/more-button";
import { Select } from "#components/ui/select";
import { SkeletonText } from "#components/ui/skeleton";
import { type ApiOutputs, orpc } from "#lib/client";
import type { AnswerValue } from "#lib/domain/answer";
import type { Question } from "#lib/domain/question";

const ANY = "";

type DisagreementsProps = { slug: string; question: Question; names: readonly string[] };

/** Items where people differ, those with the least agreement first; of a pair of labels, if two are chosen. */
export function Disagreements({ slug, question, names }: DisagreementsProps) {
  const t = useTranslations("quality.disagreements");
  const task = useQuery(orpc.task.read.queryOptions({ input: { slug } }));
  const [pair, setPair] = useState<[string, string]>([ANY, ANY]);
  const [one, other] = pair.map((code) => (code === ANY ? undefined : Number(code)));
  const query = useInfiniteQuery(
    orpc.quality.disagreements.infiniteOptions({
      input: (cursor: string | undefined) => ({ slug, question: question.id, one, other, cursor, limit: 10 }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
  );
  const items = query.data?.pages.flatMap((page) => page.items);
  const options = [{ value: ANY, label: t("any") }, ...names.map((label, at) => ({ value: String(at), label }))];
  return (
    <section className="flex flex-col gap-4">
      <h2 className="text-base">{t("title")}</h2>
      {names.length > 0 ? (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
          <span>{t("between")}</span>
          <Select
            dense
            aria-label={t("first")}
            value={pair[0]}
            options={options}
            onValueChange={(value) => setPair([value, pair[1]])}
          />
          <span>{t("and")}</span>
          <Select
            dense
            aria-label={t("second")}
            value={pair[1]}
            options={options}
            onValueChange={(value) => setPair([pair[0], value])}
          />
        </div>
      ) : null}
      {query.error ? <ErrorMessage error={query.error} onRetry={() => void query.refetch()} /> : null}
      {items?.length === 0 ? (
        <Card>
          <EmptyState icon={<CircleCheckBig />} title={t("none")}>
            {t(pair.some((code) => code !== ANY) ? "noneOfPair" : "noneText")}
          </EmptyState>
        </Card>
      ) : null}
      {items ? (
        items.map((item) => (
          <div key={item.id} className="flex flex-col gap-2">
            <Together item={item} question={question} />
            <LabelledItem slug={slug} item={item} questions={task.data?.questions ?? [question]} />
          </div>
        ))
      ) : query.error ? null : (
        <SkeletonText lines={6} />
      )}
      <MoreButton query={query}>{t("more")}</MoreButton>
    </section>
  );
}

type Disagreed = ApiOutputs["quality"]["disagreements"]["items"][number];

/** What all items together make of one, beside what most people said. */
function Together({ item, question }: { item: Disagreed; question: Question }) {
  const t = useTranslations("quality.disagreements");
  const format = useFormatter();
  const percent = (points: number) => format.number(points / 10_000, { style: "percent" });
  const { value, confidence, majority, differs } = item.together;
  return (
    <dl className="flex flex-wrap items-baseline gap-x-6 gap-y-1 text-sm">
      <div className="flex items-baseline gap-2">
        <dt className="text-muted">{t("agreement")}</dt>
        <dd className="tabular">{percent(item.agreement)}</dd>
      </div>
      {value === null ? null : (
        <div className="flex items-baseline gap-2">
          <dt className="text-muted">{t("together")}</dt>
          <dd className="flex items-baseline gap-2">
            <ValueView question={question} value={value as AnswerValue} item={item} />
            <span className="tabular text-muted">{percent(confidence)}</span>
          </dd>
        </div>
      )}
      {differs ? (
        <div className="flex items-baseline gap-2">
          <dt className="text-warning-text">{t("majority")}</dt>
          <dd>
            {majority === null ? (
              t("tie")
            ) : (
              <ValueView question={question} value={majority as AnswerValue} item={item} />
            )}
          </dd>
        </div>
      ) : null}
      <div>
        <dt className="sr-only">{t("item")}</dt>
        <dd>
          <Link className="link" href={`/contributions/${item.id}`}>
            {t("item")}
          </Link>
        </dd>
      </div>
    </dl>
  );
}
