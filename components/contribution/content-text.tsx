import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge";
import { type Content, contentFields, type Modality } from "#lib/domain/content";
import type { LabelSchema } from "#lib/domain/label";

type ContentTextProps = { content: Content; modality: Modality; labelSchema: LabelSchema; lang?: string };

/** A contribution's texts as they are: never as markup, line breaks kept. */
export function ContentText({ content, modality, labelSchema, lang }: ContentTextProps) {
  const t = useTranslations("project.field");
  const names = contentFields(modality, labelSchema) as ("text" | "label")[];
  return (
    <div className="flex flex-col gap-4">
      {names.map((name) => (
        <div key={name}>
          {names.length > 1 ? <p className="text-muted text-xs">{t(name)}</p> : null}
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

/** The first text of a content on one line, for lists. */
export function contentLine(content: Content): string {
  return (content.text ?? content.prompt ?? content.source ?? Object.values(content)[0] ?? "").replace(/\s+/g, " ");
}
