"use client";

import { clsx } from "clsx";
import { ZoomIn } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ImageView } from "#lib/domain/media";
import { useSizeText } from "./use-size-text";

// Fetched when the first picture is opened.
const ImageZoom = dynamic(() => import("./image-zoom").then((module) => module.ImageZoom), { ssr: false });

type ImageFigureProps = {
  image: ImageView;
  /** What its contributor says it shows, where that is asked for. */
  caption?: string | undefined;
  lang?: string | undefined;
  /** Of the screen's height, so that what stands below stays in sight. */
  height?: "tall" | "short";
};

/** A contributed picture, with what is known of its file; opens to be looked at closely. */
export function ImageFigure({ image, caption, lang, height = "tall" }: ImageFigureProps) {
  const t = useTranslations("image");
  const [isOpen, setOpen] = useState(false);
  const alt = useImageAlt()(image, caption);
  return (
    <figure className="flex flex-col items-start gap-2">
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-label={t("open", { alt })}
        className="group relative max-w-full cursor-zoom-in overflow-hidden rounded-md border border-line image-ground"
      >
        {/* biome-ignore lint/performance/noImgElement: signed addresses of our own store; next/image would fetch them anew. */}
        <img
          src={image.viewUrl}
          alt={alt}
          lang={caption ? lang : undefined}
          width={image.width}
          height={image.height}
          decoding="async"
          className={clsx(
            "h-auto w-auto max-w-full object-contain",
            height === "tall" ? "max-h-[min(34rem,60dvh)]" : "max-h-48",
          )}
        />
        <span
          aria-hidden="true"
          className="absolute end-2 bottom-2 grid size-8 place-items-center rounded-md border border-line bg-surface text-muted group-hover:text-ink"
        >
          <ZoomIn className="size-4" />
        </span>
      </button>
      <figcaption className="text-muted text-xs">
        <ImageFacts image={image} />
      </figcaption>
      {isOpen ? <ImageZoom image={image} alt={alt} onClose={() => setOpen(false)} /> : null}
    </figure>
  );
}

/** A picture the size of a line, for lists; its words stand beside it. */
export function ImageThumb({ image, className }: { image: ImageView; className: string }) {
  return (
    // biome-ignore lint/performance/noImgElement: as above.
    <img
      src={image.thumbUrl}
      alt=""
      width={image.width}
      height={image.height}
      loading="lazy"
      decoding="async"
      className={clsx("shrink-0 image-ground rounded-sm border border-line object-cover", className)}
    />
  );
}

/** "1,200 × 800 · JPEG · 230 kB" */
export function ImageFacts({ image }: { image: ImageView }) {
  const t = useTranslations("image");
  const { width, height, format, sizeBytes } = image;
  const size = useSizeText()(sizeBytes);
  return <span className="tabular">{t("facts", { width, height, format: format.toUpperCase(), size })}</span>;
}

/** What a screen reader says in the picture's place: its caption, or honestly no more than is known. */
function useImageAlt(): (image: ImageView, caption?: string) => string {
  const t = useTranslations("image");
  return ({ width, height }, caption) => caption || t("alt", { width, height });
}
