import { MediaFigure } from "#components/media/media-figure";
import { Badge } from "#components/ui/badge";
import { type Content, type Modality, mediaOf, textFieldsOf } from "#lib/domain/content";
import { turnFields } from "#lib/domain/conversation";
import type { FieldFinding } from "#lib/domain/door";
import type { LabelSchema } from "#lib/domain/label";
import type { MediaView } from "#lib/domain/media";
import { MarkedText } from "./marked-text";
import { useFieldName } from "./use-field-name";

type ContentTextProps = {
  content: Content;
  modality: Modality;
  labelSchema: LabelSchema;
  lang?: string;
  /** Those that the content may name. */
  media: readonly MediaView[];
  /** What may be personal in it, to be marked. */
  found?: readonly FieldFinding[];
};

/** A contribution's file and texts as they are: never as markup, line breaks kept. */
export function ContentText({ content, modality, labelSchema, lang, media, found = [] }: ContentTextProps) {
  const nameOf = useFieldName();
  const names = [...textFieldsOf(modality, content), ...(labelSchema.kind === "none" ? [] : (["label"] as const))];
  const shown = media.find((one) => one.sha256 === mediaOf(content));
  return (
    <div className="flex flex-col gap-4">
      {shown ? <MediaFigure media={shown} caption={content.caption} lang={lang} /> : null}
      {names.map((name) => (
        <div key={name}>
          {names.length > 1 || shown ? <p className="text-muted text-xs">{nameOf(name)}</p> : null}
          {name === "label" ? (
            <Badge className="mt-1 text-sm">
              <span lang={lang}>{content.label ?? "–"}</span>
            </Badge>
          ) : (
            <p lang={lang} className="whitespace-pre-wrap break-words text-lg leading-relaxed">
              <bdi>
                <MarkedText text={content[name] ?? ""} found={found.filter(({ field }) => field === name)} />
              </bdi>
            </p>
          )}
        </div>
      ))}
    </div>
  );
}

/** The first text of a content on one line, for lists; empty for a file without words. */
export function contentLine({ image: _, audio: __, original: ___, ...texts }: Content): string {
  return (
    texts.text ??
    texts.prompt ??
    texts.source ??
    texts[turnFields(texts)[0] ?? ""] ??
    Object.values(texts)[0] ??
    ""
  ).replace(/\s+/g, " ");
}
