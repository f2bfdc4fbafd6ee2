"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { PencilLine, SkipForward } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { MediaFigure } from "#components/media/media-figure";
import { ErrorMessage } from "#components/shell/error-message";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { LinkButton } from "#components/ui/link-button";
import { MoreButton } from "#components/ui/more-button";
import { Points } from "#components/ui/points";
import { RelativeTime } from "#components/ui/relative-time";
import { SkeletonText } from "#components/ui/skeleton";
import { Tabs } from "#components/ui/tabs";
import { type ApiOutputs, orpc } from "#lib/client";
import type { Answer } from "#lib/domain/answer";
import { ownAnswerPaging } from "#lib/domain/label-paging";
import { AnswerView, ValueView } from "./answer-view";

type OwnAnswer = ApiOutputs["label"]["mine"]["items"][number];
type Passed = ApiOutputs["label"]["passed"]["items"][number];

/** What I answered and what I passed over. */
export function OwnAnswers() {
  const t = useTranslations("label.mine");
  return (
    <Tabs
      label={t("title")}
      tabs={[
        { value: "answers", label: t("answers"), content: <Answered /> },
        { value: "passed", label: t("passed"), content: <PassedOver /> },
      ]}
    />
  );
}

function Answered() {
  const t = useTranslations("label.mine");
  const query = useInfiniteQuery(orpc.label.mine.infiniteOptions(ownAnswerPaging));
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <div className="flex flex-col gap-4">
      {query.error ? <ErrorMessage error={query.error} onRetry={() => void query.refetch()} /> : null}
      {items?.length === 0 ? (
        <Card>
          <EmptyState
            icon={<PencilLine />}
            title={t("none")}
            action={<LinkButton href="/projects">{t("toProjects")}</LinkButton>}
          >
            {t("noneText")}
          </EmptyState>
        </Card>
      ) : null}
      {items ? (
        items.map((one) => <AnswerCard key={one.id} own={one} />)
      ) : query.error ? null : (
        <SkeletonText lines={8} />
      )}
      <MoreButton query={query}>{t("more")}</MoreButton>
    </div>
  );
}

function AnswerCard({ own }: { own: OwnAnswer }) {
  const t = useTranslations("label.mine");
  return (
    <Card>
      <article className="flex flex-col gap-4">
        <Head item={own}>
          {own.entryIndex === null ? null : (
            <Link href={`/ledger/${own.entryIndex}`} className="link tabular">
              {t("entry", { index: own.entryIndex })}
            </Link>
          )}
          {own.paid !== null ? (
            <Points milli={own.paid} signed />
          ) : own.price > 0 ? (
            <span className="text-muted">
              {t.rich(own.state === "open" ? "promised" : "unsettled", { points: () => <Points milli={own.price} /> })}
            </span>
          ) : null}
        </Head>
        <div className="grid gap-5 md:grid-cols-2">
          <section>
            <h2 className="mb-2 font-medium text-sm">{t("mineSaid")}</h2>
            <AnswerView questions={own.questions} answer={own.answer as Answer} item={own} />
          </section>
          <section>
            <h2 className="mb-2 font-medium text-sm">{t("came")}</h2>
            {own.results === null ? (
              <p className="text-muted text-sm">{t("stillOpen")}</p>
            ) : (
              <Results own={own} results={own.results} />
            )}
          </section>
        </div>
      </article>
    </Card>
  );
}

function Results({ own, results }: { own: OwnAnswer; results: NonNullable<OwnAnswer["results"]> }) {
  const t = useTranslations("label.mine");
  const format = useFormatter();
  const shown = results.flatMap(({ question: id, value, confidence }) => {
    const question = own.questions.find((one) => one.id === id);
    return question ? [{ question, value, confidence }] : [];
  });
  if (shown.length === 0) return <p className="text-muted text-sm">{t("noCodes")}</p>;
  return (
    <dl className="flex flex-col gap-3">
      {shown.map(({ question, value, confidence }) => (
        <div key={question.id}>
          <dt className="text-muted text-sm">{question.text}</dt>
          <dd className="mt-0.5 flex flex-wrap items-baseline gap-x-3">
            {value === null ? t("noConsensus") : <ValueView question={question} value={value} item={own} />}
            <span className="tabular text-muted text-sm">
              {own.state === "judged"
                ? t("judged")
                : t("share", { share: format.number(confidence / 10_000, { style: "percent" }) })}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function PassedOver() {
  const t = useTranslations("label.mine");
  const reasons = useTranslations("label.skip");
  const query = useInfiniteQuery(orpc.label.passed.infiniteOptions(ownAnswerPaging));
  const items: Passed[] | undefined = query.data?.pages.flatMap((page) => page.items);
  return (
    <div className="flex flex-col gap-4">
      {query.error ? <ErrorMessage error={query.error} onRetry={() => void query.refetch()} /> : null}
      {items?.length === 0 ? (
        <Card>
          <EmptyState icon={<SkipForward />} title={t("nonePassed")} />
        </Card>
      ) : null}
      {items ? (
        items.map((one) => (
          <Card key={one.contributionId}>
            <Head item={one}>
              <span>{reasons(one.reason)}</span>
            </Head>
          </Card>
        ))
      ) : query.error ? null : (
        <SkeletonText lines={6} />
      )}
      <MoreButton query={query}>{t("more")}</MoreButton>
    </div>
  );
}

/** The item, where it is from, and when. */
function Head({ item, children }: { item: OwnAnswer | Passed; children: ReactNode }) {
  const t = useTranslations("label.mine");
  const isGone = item.fields.every(({ text }) => text === "") && item.media === null;
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1 text-sm">
        <Link href={`/projects/${item.project.slug}`} className="quiet-link font-medium">
          {item.project.name}
        </Link>
        <span className="text-muted">
          <RelativeTime at={item.at} />
        </span>
        {children}
      </p>
      {item.media ? <MediaFigure media={item.media} lang={item.language} height="short" /> : null}
      {isGone ? <p className="text-muted text-sm">{t("erased")}</p> : null}
      {item.fields.map(({ name, text }) => (
        <p key={name} lang={item.language} dir="auto" className="line-clamp-4 whitespace-pre-wrap break-words">
          {text}
        </p>
      ))}
    </div>
  );
}
