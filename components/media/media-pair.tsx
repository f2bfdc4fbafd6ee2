"use client";

import { useTranslations } from "next-intl";
import { type Content, mediaOf } from "#lib/domain/content";
import type { MediaView } from "#lib/domain/media";
import { MediaFigure } from "./media-figure";

/** The files of two rounds beside each other, where a revision replaced one by the other. */
export function MediaPair(props: { before: Content; after: Content; media: readonly MediaView[] }) {
  const [before, after] = [props.before, props.after].map((content) =>
    props.media.find((file) => file.sha256 === mediaOf(content)),
  );
  if (!before || !after || before.sha256 === after.sha256) return null;
  return <MediaSides before={before} after={after} />;
}

export function MediaSides({ before, after }: { before: MediaView; after: MediaView }) {
  const t = useTranslations("media.pair");
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {[
        { title: t("before"), media: before },
        { title: t("after"), media: after },
      ].map(({ title, media }) => (
        <div key={title} className="flex min-w-0 flex-col gap-1.5">
          <p className="text-muted text-xs">{title}</p>
          <MediaFigure media={media} />
        </div>
      ))}
    </div>
  );
}
