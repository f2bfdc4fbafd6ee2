"use client";

import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { type Ref, useState } from "react";
import { LookNote } from "#components/contribution/look-note";
import { MarkedText } from "#components/contribution/marked-text";
import { useFieldName } from "#components/contribution/use-field-name";
import { languageOf, sizeOf } from "#components/desk/text-look";
import { MediaFigure } from "#components/media/media-figure";
import { MediaSides } from "#components/media/media-pair";
import { Badge } from "#components/ui/badge";
import { Segmented } from "#components/ui/segmented";
import type { ContentField, Modality } from "#lib/domain/content";
import { isTurnField } from "#lib/domain/conversation";
import type { LabelSchema } from "#lib/domain/label";
import { type Language, languages } from "#lib/domain/language";
import { DiffText } from "./diff-text";
import { FlagNote } from "./flag-note";
import { NearText } from "./near-text";
import { PastVotes } from "./past-votes";
import { RightsNote } from "./rights-note";
import type { ReviewItem } from "./use-desk";

const views = ["changes", "now", "before"] as const;
type View = (typeof views)[number];

type ItemViewProps = {
  item: ReviewItem;
  modality: Modality;
  labelSchema: LabelSchema;
  /** Of this sitting, from 1. */
  number: number;
  ref: Ref<HTMLElement>;
};

/** One item in large type; after a revision with what changed and what had been asked for. */
export function ItemView({ item, modality, labelSchema, number, ref }: ItemViewProps) {
  const t = useTranslations("review");
  const [view, setView] = useState<View>("changes");
  const shown = item.previous ? view : "now";
  return (
    <article
      ref={ref}
      tabIndex={-1}
      aria-labelledby="review-item"
      aria-describedby="review-content"
      className="flex min-w-0 grow animate-fade flex-col gap-4 outline-none"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-muted text-sm">
        <h2 id="review-item" className="font-medium text-ink text-sm">
          {t("screen.itemNumber", { number })}
          <span className="sr-only">
            {" "}
            {t("screen.language", { name: languages[item.language as Language] ?? item.language })}
          </span>
        </h2>
        <span aria-hidden="true" lang={item.language}>
          {languages[item.language as Language] ?? item.language}
        </span>
        {item.round > 1 ? <Badge tone="accent">{t("screen.round", { round: item.round })}</Badge> : null}
        {item.isLastRound ? <Badge tone="warning">{t("screen.lastRound")}</Badge> : null}
        {item.previous ? (
          <Segmented
            className="ms-auto"
            label={t("diff.view")}
            value={view}
            onChange={setView}
            options={views.map((value) => ({ value, label: t(`diff.${value}`) }))}
          />
        ) : null}
      </div>
      {item.isLastRound ? <p className="text-muted text-sm">{t("screen.lastRoundText")}</p> : null}
      <RightsNote item={item} />
      <FlagNote item={item} isMarked={shown === "now"} />
      <LookNote look={item.looksLike} language={item.language} />
      <NearText item={item} />
      {/* A sentence stands where the eye rests, a little above the middle; a page begins at the top. */}
      <div className="flex min-h-[min(22rem,45dvh)] grow flex-col rounded-lg border border-line bg-surface px-5 py-7 shadow-card sm:px-9 sm:py-9">
        {/* From the top on a phone, where the reasons cover the lower half. */}
        <div className="grow basis-0 max-sm:hidden" />
        <div id="review-content" className="flex flex-col gap-7">
          <File item={item} view={shown} />
          <Fields item={item} modality={modality} view={shown} />
          <Label item={item} labelSchema={labelSchema} view={shown} />
        </div>
        <div className="grow-[1.6] basis-0" />
      </div>
      {item.previous ? <PastVotes round={item.previous.round} votes={item.previous.votes} /> : null}
    </article>
  );
}

/** The file of this round or the one before; where it was replaced, both. */
function File({ item, view }: { item: ReviewItem; view: View }) {
  const before = item.previous?.media ?? null;
  const shown = view === "before" ? before : item.media;
  const isReplaced = before !== null && before.sha256 !== item.media?.sha256;
  if (view === "changes" && isReplaced && item.media) return <MediaSides before={before} after={item.media} />;
  const caption = textOf(view === "before" ? (item.previous?.fields ?? []) : item.fields, "caption");
  return shown ? <MediaFigure key={shown.sha256} media={shown} caption={caption} lang={item.language} /> : null;
}

/** Which fields stand beside each other: those that are compared. */
const beside: Record<Modality, readonly ContentField[]> = {
  text: [],
  prompt_reply: [],
  translation_pair: ["source", "target"],
  preference_pair: ["chosen", "rejected"],
  conversation: [],
  image: [],
  image_caption: [],
  audio: [],
  audio_transcript: [],
};

function Fields({ item, modality, view }: { item: ReviewItem; modality: Modality; view: View }) {
  const longest = Math.max(...item.fields.map(({ text }) => text.length));
  const isPair = (name: ContentField) => beside[modality].includes(name);
  const props = { item, view, size: sizeOf(longest), isOnly: item.fields.length === 1 };
  const alone = shownFields(item, view).filter((name) => !isPair(name));
  const pair = item.fields.filter(({ name }) => isPair(name));
  return (
    <>
      {alone.map((name) => (
        <FieldView key={name} name={name} {...props} />
      ))}
      {pair.length > 0 ? (
        <div className="grid gap-6 md:grid-cols-2 md:gap-0 md:divide-x md:divide-line">
          {pair.map(({ name }) => (
            <div key={name} className="min-w-0 md:px-6 md:last:pe-0 md:first:ps-0">
              <FieldView name={name} {...props} />
            </div>
          ))}
        </div>
      ) : null}
    </>
  );
}

/** Fields of the round that is shown; where changes are shown also those that are no more, such as a turn that was removed. */
function shownFields({ fields, previous }: ReviewItem, view: View): ContentField[] {
  const [now, before] = [fields, previous?.fields ?? []].map((list) => list.map(({ name }) => name));
  if (view === "before") return before ?? [];
  const all = view === "changes" ? [...new Set([...(now ?? []), ...(before ?? [])])] : (now ?? []);
  // Turns are named by their place; other kinds have the same fields in every round.
  return all.some(isTurnField) ? all.sort() : all;
}

type FieldViewProps = { name: ContentField; item: ReviewItem; view: View; size: string; isOnly: boolean };

function FieldView({ name, item, view, size, isOnly }: FieldViewProps) {
  const nameOf = useFieldName();
  const now = textOf(item.fields, name);
  const before = item.previous ? textOf(item.previous.fields, name) : now;
  return (
    <section>
      <h3 className={clsx("mb-1.5 font-medium text-muted text-sm", isOnly && "sr-only")}>{nameOf(name)}</h3>
      <p
        lang={languageOf(view === "before" ? before : now, item.language)}
        dir="auto"
        className={clsx("max-w-[44rem] whitespace-pre-wrap break-words text-ink lang-[zh]:tracking-[0.01em]", size)}
      >
        {view === "changes" ? (
          <DiffText before={before} after={now} />
        ) : view === "before" ? (
          before
        ) : (
          <MarkedText text={now} found={item.flagged?.found.filter(({ field }) => field === name) ?? []} />
        )}
      </p>
    </section>
  );
}

function Label({ item, labelSchema, view }: { item: ReviewItem; labelSchema: LabelSchema; view: View }) {
  const t = useTranslations("review.screen");
  if (labelSchema.kind === "none" || item.label === null) return null;
  const before = item.previous?.label ?? item.label;
  const label = view === "before" ? before : item.label;
  return (
    <section className="border-line border-t pt-4">
      <h3 className="mb-1.5 text-muted text-sm">
        {t("label")}
        <span className="ms-2">{labelSchema.question}</span>
      </h3>
      <p className="font-semibold text-xl">
        {view === "changes" && before !== label ? <DiffText before={before} after={label} /> : label}
      </p>
    </section>
  );
}

function textOf(fields: ReviewItem["fields"], name: ContentField): string {
  return fields.find((field) => field.name === name)?.text ?? "";
}
