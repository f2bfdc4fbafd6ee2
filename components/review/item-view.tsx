"use client";

import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { type Ref, useState } from "react";
import { ImageFigure } from "#components/media/image-figure";
import { ImageSides } from "#components/media/image-pair";
import { Badge } from "#components/ui/badge";
import { Segmented } from "#components/ui/segmented";
import type { ContentField, Modality } from "#lib/domain/content";
import type { LabelSchema } from "#lib/domain/label";
import { type Language, languages } from "#lib/domain/language";
import { DiffText } from "./diff-text";
import { FlagNote, MarkedText } from "./flag-note";
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
      <NearText item={item} />
      {/* A sentence stands where the eye rests, a little above the middle; a page begins at the top. */}
      <div className="flex min-h-[min(22rem,45dvh)] grow flex-col rounded-lg border border-line bg-surface px-5 py-7 shadow-card sm:px-9 sm:py-9">
        {/* From the top on a phone, where the reasons cover the lower half. */}
        <div className="grow basis-0 max-sm:hidden" />
        <div id="review-content" className="flex flex-col gap-7">
          <Picture item={item} view={shown} />
          <Fields item={item} modality={modality} view={shown} />
          <Label item={item} labelSchema={labelSchema} view={shown} />
        </div>
        <div className="grow-[1.6] basis-0" />
      </div>
      {item.previous ? <PastVotes round={item.previous.round} votes={item.previous.votes} /> : null}
    </article>
  );
}

/** The picture of this round or the one before; where it was replaced, both. */
function Picture({ item, view }: { item: ReviewItem; view: View }) {
  const before = item.previous?.image ?? null;
  const shown = view === "before" ? before : item.image;
  const isReplaced = before !== null && before.sha256 !== item.image?.sha256;
  if (view === "changes" && isReplaced && item.image) return <ImageSides before={before} after={item.image} />;
  const caption = textOf(view === "before" ? (item.previous?.fields ?? []) : item.fields, "caption");
  return shown ? <ImageFigure key={shown.sha256} image={shown} caption={caption} lang={item.language} /> : null;
}

/** Which fields stand beside each other: those that are compared. */
const beside: Record<Modality, readonly ContentField[]> = {
  text: [],
  prompt_reply: [],
  translation_pair: ["source", "target"],
  preference_pair: ["chosen", "rejected"],
  image: [],
  image_caption: [],
};

function Fields({ item, modality, view }: { item: ReviewItem; modality: Modality; view: View }) {
  const longest = Math.max(...item.fields.map(({ text }) => text.length));
  const isPair = (name: ContentField) => beside[modality].includes(name);
  const props = { item, view, size: sizeOf(longest), isOnly: item.fields.length === 1 };
  const alone = item.fields.filter(({ name }) => !isPair(name));
  const pair = item.fields.filter(({ name }) => isPair(name));
  return (
    <>
      {alone.map(({ name }) => (
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

type FieldViewProps = { name: ContentField; item: ReviewItem; view: View; size: string; isOnly: boolean };

function FieldView({ name, item, view, size, isOnly }: FieldViewProps) {
  const t = useTranslations("project.field");
  const now = textOf(item.fields, name);
  const before = item.previous ? textOf(item.previous.fields, name) : now;
  return (
    <section>
      <h3 className={clsx("mb-1.5 font-medium text-muted text-sm", isOnly && "sr-only")}>{t(name)}</h3>
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

/** The shorter, the larger: one sentence fills the eye, a page stays a page. */
function sizeOf(chars: number): string {
  if (chars <= 80) return "text-[clamp(1.625rem,1.1rem+1.9vw,2.375rem)] leading-[1.5]";
  if (chars <= 240) return "text-[clamp(1.375rem,1.1rem+1vw,1.75rem)] leading-[1.55]";
  if (chars <= 900) return "text-[clamp(1.1875rem,1.05rem+0.5vw,1.375rem)] leading-[1.65]";
  return "text-[clamp(1.0625rem,1rem+0.25vw,1.1875rem)] leading-[1.7]";
}

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;
const isCjkTag = (tag: string) => /^(?:zh|ja|ko|nan|hak)/.test(tag);

/** A pair holds two languages and names one: a text in the other script must not be read out, or drawn, as if it were that. */
function languageOf(text: string, tag: string): string | undefined {
  if (CJK.test(text) === isCjkTag(tag)) return tag;
  return isCjkTag(tag) ? undefined : "zh-TW";
}
