"use client";

import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { LinkButton } from "#components/ui/link-button";
import type { ApiOutputs } from "#lib/client";
import type { DoorPolicy } from "#lib/domain/door";

type NearNoteProps = { near: NonNullable<ApiOutputs["contribution"]["check"]["near"]>; policy: DoorPolicy };

/** What is being typed is much like another text of the project: how much, and which one where one may know. */
export function NearNote({ near, policy }: NearNoteProps) {
  const t = useTranslations("door.near");
  const open = near.contribution ? (
    <LinkButton size="sm" href={`/contributions/${near.contribution}`} target="_blank">
      {t("open")}
    </LinkButton>
  ) : undefined;
  return (
    <Alert tone="warning" title={t("title", { percent: near.percent })} action={open} live>
      {policy === "refuse" ? t("refuse") : t("warn")}
    </Alert>
  );
}
