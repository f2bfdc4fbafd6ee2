import { useTranslations } from "next-intl";
import type { Shape } from "#lib/domain/answer";
import type { ImageView } from "#lib/domain/media";

const strokes = [
  "stroke-accent fill-accent/15",
  "stroke-warning fill-warning/15",
  "stroke-success fill-success/15",
  "stroke-danger fill-danger/15",
];

/** A picture with the shapes that somebody drew on it; the list beside it says what they are. */
export function ShapePicture({ image, shapes }: { image: ImageView; shapes: readonly Shape[] }) {
  const t = useTranslations("label.boxes");
  return (
    <span className="relative inline-block max-w-md self-start overflow-hidden rounded-md border border-line image-ground">
      {/* biome-ignore lint/performance/noImgElement: signed addresses of our own store; next/image would fetch them anew. */}
      <img
        src={image.viewUrl}
        alt={t("picture")}
        width={image.width}
        height={image.height}
        loading="lazy"
        className="block h-auto w-full"
      />
      <svg aria-hidden="true" viewBox={`0 0 ${image.width} ${image.height}`} className="absolute inset-0 size-full">
        {shapes.map((shape) => {
          const look = {
            className: strokes[shape.label % strokes.length],
            strokeWidth: 2,
            vectorEffect: "non-scaling-stroke" as const,
          };
          if (shape.kind === "polygon") {
            const points = shape.points.map((point) => point.join(",")).join(" ");
            return <polygon key={points} points={points} {...look} />;
          }
          const { x, y, width, height } = shape;
          return <rect key={`${x} ${y} ${width} ${height} ${shape.label}`} {...{ x, y, width, height }} {...look} />;
        })}
      </svg>
    </span>
  );
}
