import { useTranslations } from "next-intl";
import { ImageFigure } from "#components/media/image-figure";
import { Badge } from "#components/ui/badge";
import { type Content, imageOf, type Modality, modalityFields } from "#lib/domain/content";
import type { LabelSchema } from "#lib/domain/label";
import type { ImageView } from "#lib/domain/media";

type ContentTextProps = {
  content: Content;
  modality: Modality;
  labelSchema: LabelSchema;
  lang?: string;
  /** Those that the content may name. */
  images: readonly ImageView[];
};

/** A contribution's image and texts as they are: never as markup, line breaks kept. */
export function ContentText({ content, modality, labelSchema, lang, images }: ContentTextProps) {
  const t = useTranslations("project.field");
  const names = [...modalityFields[modality], ...(labelSchema.kind === "none" ? [] : (["label"] as const))];
  const image = images.find((one) => one.sha256 === imageOf(content));
  return (
    <div className="flex flex-col gap-4">
      {image ? <ImageFigure image={image} caption={content.caption} lang={lang} /> : null}
      {names.map((name) => (
        <div key={name}>
          {names.length > 1 || image ? <p className="text-muted text-xs">{t(name)}</p> : null}
          {name === "label" ? (
            <Badge className="mt-1 text-sm">
              <span lang={lang}>{content.label ?? "–"}</span>
            </Badge>
          ) : (
            <p lang={lang} className="whitespace-pre-wrap break-words text-lg leading-relaxed">
              <bdi>{content[name] ?? ""}</bdi>
            </p>
          )}
        </div>
      ))}
    </div>
  );
}

/** The first text of a content on one line, for lists; empty for a picture without words. */
export function contentLine({ image: _, original: __, ...texts }: Content): string {
  return (texts.text ?? texts.prompt ?? texts.source ?? Object.values(texts)[0] ?? "").replace(/\s+/g, " ");
}
