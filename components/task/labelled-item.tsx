"use client";

import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { AnswerDiff } from "#components/label/answer-diff";
import { AnswerView, ValueView } from "#components/label/answer-view";
import { MediaFigure } from "#components/media/media-figure";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import type { ApiOutputs } from "#lib/client";
import type { Answer } from "#lib/domain/answer";
import type { Question } from "#lib/domain/question";
import { FirstButton } from "./first-button";
import { JudgeForm } from "./judge-form";

export type Labelled = ApiOutputs["task"]["items"]["items"][number];

type LabelledItemProps = { slug: string; item: Labelled; questions: readonly Question[] };

/** An item with what its answers came to, the answers themselves, and where two of them part. */
export function LabelledItem({ slug, item, questions }: LabelledItemProps) {
  const t = useTranslations("task.items");
  const [isJudging, setJudging] = useState(false);
  const [first, second] = item.answers;
  return (
    <Card>
      <article className="flex flex-col gap-5">
        <div className="flex flex-col gap-2">
          {item.media ? <MediaFigure media={item.media} lang={item.language} height="short" /> : null}
          {item.fields.map(({ name, text }) => (
            <p key={name} lang={item.language} dir="auto" className="whitespace-pre-wrap break-words text-lg">
              {text}
            </p>
          ))}
        </div>
        {item.results.length > 0 ? <Results item={item} questions={questions} /> : null}
        {first && second ? (
          <Part title={t("compared", { first: first.handle, second: second.handle })}>
            <AnswerDiff
              questions={questions}
              first={{ name: first.handle, answer: first.answer as Answer }}
              second={{ name: second.handle, answer: second.answer as Answer }}
              item={item}
            />
          </Part>
        ) : null}
        {item.answers.length > 0 ? (
          <details>
            <summary className="cursor-pointer font-medium text-sm">
              {t("answers", { count: item.answers.length })}
            </summary>
            <ul className="mt-3 grid gap-4 md:grid-cols-2">
              {item.answers.map(({ id, handle, answer, activeMs }) => (
                <li key={id} className="min-w-0 rounded-md border border-line p-3">
                  <p className="mb-2 flex justify-between gap-3 text-sm">
                    <span className="font-medium">{handle}</span>
                    {activeMs === null ? null : (
                      <span className="tabular text-muted">{t("took", { seconds: Math.round(activeMs / 1_000) })}</span>
                    )}
                  </p>
                  <AnswerView questions={questions} answer={answer as Answer} item={item} />
                </li>
              ))}
            </ul>
          </details>
        ) : null}
        {item.state === "open" ? <FirstButton slug={slug} item={item} /> : null}
        {item.state !== "disputed" ? null : isJudging ? (
          <JudgeForm item={item} questions={questions} onClose={() => setJudging(false)} />
        ) : (
          <Button variant="primary" className="self-start" onClick={() => setJudging(true)}>
            {t("judge")}
          </Button>
        )}
      </article>
    </Card>
  );
}

function Part({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 font-medium text-sm">{title}</h3>
      {children}
    </section>
  );
}

function Results({ item, questions }: { item: Labelled; questions: readonly Question[] }) {
  const t = useTranslations("task.items");
  const causes = useTranslations("task.cause");
  const format = useFormatter();
  return (
    <Part title={t("results")}>
      <dl className="flex flex-col gap-2">
        {item.results.map(({ question: id, value, confidence }) => {
          const question = questions.find((one) => one.id === id);
          return question ? (
            <div key={id}>
              <dt className="text-muted text-sm">{question.text}</dt>
              <dd className="flex flex-wrap items-baseline gap-x-3">
                {value === null ? t("noConsensus") : <ValueView question={question} value={value} item={item} />}
                <span className="tabular text-muted text-sm">
                  {t("agreement", { share: format.number(confidence / 10_000, { style: "percent" }) })}
                </span>
              </dd>
            </div>
          ) : null;
        })}
      </dl>
      {item.cause ? (
        <p className="mt-2 text-muted text-sm">{t("cause", { cause: causes(item.cause as "ambiguous") })}</p>
      ) : null}
    </Part>
  );
}
