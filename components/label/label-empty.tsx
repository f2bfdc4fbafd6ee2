"use client";

import { AppWindow, CircleCheckBig, Hourglass, Layers, LockKeyhole } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { LinkButton } from "#components/ui/link-button";
import type { ClaimEmpty } from "#lib/domain/review";
import { reasonOf } from "#lib/sent-error";

const icons: Record<ClaimEmpty, ReactNode> = {
  nothing_left: <CircleCheckBig />,
  nothing_left_for_you: <CircleCheckBig />,
  too_many_leases: <Layers />,
};

type LabelEmptyProps = { why: ClaimEmpty; slug: string; answered: number; onAgain: () => void };

/** Which emptiness it is, and what to do next. It looks again by itself. */
export function LabelEmpty({ why, slug, answered, onAgain }: LabelEmptyProps) {
  const t = useTranslations("label.empty");
  return (
    <EmptyState
      icon={icons[why]}
      title={t(why)}
      action={
        <>
          <Button onClick={onAgain}>{t("again")}</Button>
          <LinkButton href={`/projects/${slug}`}>{t("project")}</LinkButton>
        </>
      }
    >
      <p>{t(`${why}Text`)}</p>
      {answered > 0 ? <p className="mt-2">{t("sofar", { count: answered })}</p> : null}
    </EmptyState>
  );
}

export function LabelLapsed({ onGoOn }: { onGoOn: () => void }) {
  const t = useTranslations("label.state");
  return (
    <EmptyState
      icon={<Hourglass />}
      title={t("lapsed")}
      action={
        <Button variant="primary" size="lg" onClick={onGoOn}>
          {t("goOn")}
        </Button>
      }
    >
      {t("lapsedText")}
    </EmptyState>
  );
}

export function LabelElsewhere({ onTake }: { onTake: () => void }) {
  const t = useTranslations("label.state");
  return (
    <EmptyState
      icon={<AppWindow />}
      title={t("elsewhere")}
      action={
        <Button variant="primary" size="lg" onClick={onTake}>
          {t("takeOver")}
        </Button>
      }
    >
      {t("elsewhereText")}
    </EmptyState>
  );
}

/** Why a project gives this person nothing to label. */
export function LabelBlocked({ error, slug }: { error: unknown; slug: string }) {
  const t = useTranslations("label");
  const reason = reasonOf(error);
  if (reason !== "task.not_open" && reason !== "label.skill_missing" && reason !== "task.not_found")
    return <ErrorMessage error={error} className="my-8" />;
  const which = reason === "label.skill_missing" ? "skill" : "notOpen";
  return (
    <EmptyState
      icon={<LockKeyhole />}
      title={t(`state.${which}`)}
      action={<LinkButton href={`/projects/${slug}`}>{t("empty.project")}</LinkButton>}
    >
      {t(`state.${which}Text`)}
    </EmptyState>
  );
}
