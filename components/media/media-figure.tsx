import { clsx } from "clsx";
import type { MediaView } from "#lib/domain/media";
import { AudioFacts, AudioFigure } from "./audio-figure";
import { ImageFacts, ImageFigure, ImageThumb } from "./image-figure";
import { Waveform } from "./waveform";

type MediaFigureProps = {
  media: MediaView;
  /** What its contributor says it holds, where that is asked for. */
  caption?: string | undefined;
  lang?: string | undefined;
  /** Of the screen's height, so that what stands below stays in sight. */
  height?: "tall" | "short";
};

/** The file that a contribution is about, with what is known of it. */
export function MediaFigure({ media, ...rest }: MediaFigureProps) {
  if (media.kind === "audio") return <AudioFigure audio={media} height={rest.height} />;
  return <ImageFigure image={media} {...rest} />;
}

/** A file the size of a line, for lists; its words stand beside it. */
export function MediaThumb({ media, className = "size-12" }: { media: MediaView; className?: string }) {
  if (media.kind === "image") return <ImageThumb image={media} className={className} />;
  const look = clsx("rounded-sm border border-line bg-sunken p-1", className);
  return <Waveform peaks={media.peaks} bars={14} className={look} />;
}

/** What is known of a file, in a few words. */
export function MediaFacts({ media }: { media: MediaView }) {
  return media.kind === "audio" ? <AudioFacts audio={media} /> : <ImageFacts image={media} />;
}
