"use client";

import { useTranslations } from "next-intl";
import { useFieldName } from "#components/contribution/use-field-name";
import { MediaFigure } from "#components/media/media-figure";
import { Alert } from "#components/ui/alert";
import { DiffText } from "./diff-text";
import type { ReviewItem } from "./use-desk";

/** The text or file of the project that an item is much like, with what differs; nobody's name. */
export function NearText({ item }: { item: ReviewItem }) {
  const t = useTranslations("door.near");
  const names = useFieldName();
  const { near } = item;
  if (!near) return null;
  return (
    <Alert tone="warning" title={t("beside", { percent: near.percent, kind: near.media?.kind ?? "text" })}>
      <section aria-label={t("other")} className="mt-2 flex max-h-72 flex-col gap-3 overflow-y-auto">
        {near.media ? <MediaFigure key={near.media.sha256} media={near.media} height="short" /> : null}
        {near.fields.map(({ name, text }) => (
          <div key={name}>
            {near.fields.length > 1 ? <h3 className="text-muted">{names(name)}</h3> : null}
            <p
              lang={item.language}
              dir="auto"
              className="max-w-[44rem] whitespace-pre-wrap break-words text-base text-ink"
            >
              <DiffText before={text} after={item.fields.find((field) => field.name === name)?.text ?? ""} />
            </p>
          </div>
        ))}
      </section>
    </Alert>
  );
}
