"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { MediaPair } from "#components/media/media-pair";
import { Card } from "#components/ui/card";
import { RelativeTime } from "#components/ui/relative-time";
import { Status } from "#components/ui/status";
import type { ApiOutputs } from "#lib/client";
import type { Content } from "#lib/domain/content";
import { mediaKinds } from "#lib/domain/media";
import { ContentText } from "./content-text";
import { TextDiff } from "./text-diff";
import { useFieldName } from "./use-field-name";

type Item = ApiOutputs["contribution"]["get"];
type Round = Item["rounds"][number];

/** One round: its text, or what it changed, what the reviewers said, and the verdict. */
export function RoundCard({ item, round, before }: { item: Item; round: Round; before: Content | null }) {
  const t = useTranslations("contribution");
  const isCurrent = round.round === item.round;
  return (
    <Card
      title={t("round", { round: round.round })}
      level={3}
      action={round.verdict ? <Outcome round={round} /> : null}
    >
      {round.content && before ? (
        <Changes before={before} after={round.content} item={item} />
      ) : round.content && !isCurrent ? (
        <ContentText content={round.content} {...item.project} lang={item.language} media={item.media} />
      ) : null}
      {round.verdict ? (
        <ul className="mt-4 flex flex-col divide-y divide-line first:mt-0">
          {round.reviews.map((review) => (
            <ReviewLine key={review.id} review={review} />
          ))}
        </ul>
      ) : item.status === "withdrawn" ? null : (
        <p className="mt-4 text-muted text-sm first:mt-0">
          {t("pendingReviews", { done: round.reviewsDone, wanted: item.reviewsWanted })}
        </p>
      )}
    </Card>
  );
}

function Outcome({ round }: { round: Round }) {
  const t = useTranslations("contribution");
  if (!round.verdict) return null;
  const { id, outcome, rule, createdAt } = round.verdict;
  return (
    <span className="flex flex-wrap items-center gap-x-2 text-muted text-sm">
      <Status of="contribution" value={outcome} />
      <span>{t("verdictBy", { rule })}</span>
      <Link href={`/ledger/${id}`} className="quiet-link" title={t("verdictEntry")}>
        <RelativeTime at={createdAt} />
      </Link>
    </span>
  );
}

function ReviewLine({ review }: { review: Round["reviews"][number] }) {
  const t = useTranslations("contribution");
  const reasonText = useTranslations("project.reason");
  const { reason } = review;
  return (
    <li className="py-3 first:pt-0 last:pb-0">
      <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm">
        <span className="font-medium">{t("reviewer", { number: review.reviewer })}</span>
        <Status of="decision" value={review.decision} />
        {reason && reasonText.has(reason as "quality") ? <span>{reasonText(reason as "quality")}</span> : null}
        <Link href={`/ledger/${review.id}`} className="quiet-link text-muted" title={t("reviewEntry")}>
          <RelativeTime at={review.createdAt} />
        </Link>
      </p>
      {review.feedback ? <p className="mt-1 whitespace-pre-wrap break-words">{review.feedback}</p> : null}
    </li>
  );
}

function Changes({ before, after, item }: { before: Content; after: Content; item: Item }) {
  const t = useTranslations("contribution");
  const nameOf = useFieldName();
  const isText = (field: string) => !mediaKinds.includes(field as "image") && field !== "original";
  // What was there and is no more, such as a turn that was removed, has changed as well.
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const changed = names.filter((field) => isText(field) && after[field] !== before[field]);
  return (
    <div className="flex flex-col gap-3">
      <h4 className="font-medium text-sm">{t("difference")}</h4>
      <MediaPair before={before} after={after} media={item.media} />
      {changed.map((field) => (
        <div key={field}>
          {Object.keys(after).length > 1 ? <p className="text-muted text-xs">{nameOf(field)}</p> : null}
          <TextDiff before={before[field] ?? ""} after={after[field] ?? ""} lang={item.language} />
        </div>
      ))}
    </div>
  );
}
