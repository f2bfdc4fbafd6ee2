"use client";

import { useFormatter, useNow, useTranslations } from "next-intl";
import { Button } from "#components/ui/button";
import type { ApiOutputs } from "#lib/client";
import type { ColumnMapping } from "#lib/domain/batch";

type MappingNoteProps = {
  preview: ApiOutputs["batch"]["preview"] | undefined;
  chosen: ColumnMapping | undefined;
  onGuess: (mapping: ColumnMapping) => void;
};

/** Where the mapping comes from: the names of the columns, or what was chosen for the last file that had the same. */
export function MappingNote({ preview, chosen, onGuess }: MappingNoteProps) {
  const t = useTranslations("import.mapping");
  const format = useFormatter();
  const now = useNow();
  if (chosen || !preview?.rememberedAt) return <p className="mb-5 text-muted text-sm">{t("lead")}</p>;
  return (
    <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2 text-muted text-sm">
      <p>{t("remembered", { when: format.relativeTime(preview.rememberedAt, now) })}</p>
      <Button size="sm" variant="ghost" onClick={() => onGuess(preview.guessed)}>
        {t("guessInstead")}
      </Button>
    </div>
  );
}
