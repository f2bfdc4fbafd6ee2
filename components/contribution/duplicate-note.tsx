"use client";

import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { LinkButton } from "#components/ui/link-button";
import { type DuplicateElsewhere, duplicateElsewhereSchema } from "#lib/domain/contribution";
import { readSentError } from "#lib/sent-error";

/** The very same content is in the project: which one it is. */
export function DuplicateNote({ id }: { id: string }) {
  const t = useTranslations("contribute.duplicate");
  return (
    <Alert tone="warning" title={t("title")} action={<OpenLink id={id} />} live>
      {t("text")}
    </Alert>
  );
}

/** Another project has it, and this one takes no such thing: where, when one may know. */
export function ElsewhereNote({ holder }: { holder: DuplicateElsewhere }) {
  const t = useTranslations("contribute.duplicate");
  const open = holder.contribution ? <OpenLink id={holder.contribution} /> : undefined;
  return (
    <Alert tone="warning" title={t("elsewhere")} action={open} live>
      {holder.project ? t("elsewhereIn", { project: holder.project }) : t("elsewhereHidden")}
    </Alert>
  );
}

function OpenLink({ id }: { id: string }) {
  const t = useTranslations("contribute.duplicate");
  return (
    <LinkButton size="sm" href={`/contributions/${id}`} target="_blank">
      {t("open")}
    </LinkButton>
  );
}

/** Where the server says that it stands; undefined for other errors and none. */
export function elsewhereIn(error: unknown): DuplicateElsewhere | undefined {
  if (!error) return undefined;
  const { reason, details } = readSentError(error);
  return reason === "contribution.duplicate_elsewhere" ? duplicateElsewhereSchema.safeParse(details).data : undefined;
}
