"use client";

import { useTranslations } from "next-intl";
import { MediaThumb } from "#components/media/media-figure";
import { Alert } from "#components/ui/alert";
import { LinkButton } from "#components/ui/link-button";
import type { DoorPolicy } from "#lib/domain/door";
import type { MediaKind, ShownNeighbour } from "#lib/domain/media";

type NearNoteProps = {
  near: ShownNeighbour;
  policy: DoorPolicy;
  /** What is alike: texts, or files of this kind. */
  kind?: MediaKind;
};

/** What is about to be sent is much like another of the project: how much, and which one where one may know. */
export function NearNote({ near, policy, kind }: NearNoteProps) {
  const t = useTranslations("door.near");
  const open = near.contribution ? (
    <LinkButton size="sm" href={`/contributions/${near.contribution}`} target="_blank">
      {t("open")}
    </LinkButton>
  ) : undefined;
  return (
    <Alert tone="warning" title={t("title", { percent: near.percent, kind: kind ?? "text" })} action={open} live>
      <span className="flex flex-col items-start gap-3 sm:flex-row">
        {near.media ? <MediaThumb media={near.media} className="size-16" /> : null}
        <span>{policy === "refuse" ? t("refuse", { kind: kind ?? "text" }) : t("warn")}</span>
      </span>
    </Alert>
  );
}
