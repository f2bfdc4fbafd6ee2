"use client";

import { useTranslations } from "next-intl";
import { type Content, imageOf } from "#lib/domain/content";
import type { ImageView } from "#lib/domain/media";
import { ImageFigure } from "./image-figure";

/** The pictures of two rounds beside each other, where a revision replaced one by the other. */
export function ImagePair(props: { before: Content; after: Content; images: readonly ImageView[] }) {
  const [before, after] = [props.before, props.after].map((content) =>
    props.images.find((image) => image.sha256 === imageOf(content)),
  );
  if (!before || !after || before.sha256 === after.sha256) return null;
  return <ImageSides before={before} after={after} />;
}

export function ImageSides({ before, after }: { before: ImageView; after: ImageView }) {
  const t = useTranslations("image.pair");
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {[
        { title: t("before"), image: before },
        { title: t("after"), image: after },
      ].map(({ title, image }) => (
        <div key={title} className="flex min-w-0 flex-col gap-1.5">
          <p className="text-muted text-xs">{title}</p>
          <ImageFigure image={image} />
        </div>
      ))}
    </div>
  );
}
