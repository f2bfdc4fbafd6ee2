"use client";

import { useQuery } from "@tanstack/react-query";
import { AppWindow, CircleCheckBig, Hourglass, Layers, LockKeyhole } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { LinkButton } from "#components/ui/link-button";
import { orpc } from "#lib/client";
import type { ClaimEmpty } from "#lib/domain/review";
import { reasonOf } from "#lib/sent-error";

const icons: Record<ClaimEmpty, ReactNode> = {
  nothing_left: <CircleCheckBig />,
  nothing_left_for_you: <CircleCheckBig />,
  too_many_leases: <Layers />,
};

type DeskEmptyProps = { why: ClaimEmpty; slug: string; decided: number; onAgain: () => void };

/** Which emptiness it is, and what to do next. It looks again by itself. */
export function DeskEmpty({ why, slug, decided, onAgain }: DeskEmptyProps) {
  const t = useTranslations("review.empty");
  return (
    <EmptyState
      icon={icons[why]}
      title={t(why)}
      action={
        <>
          <Button onClick={onAgain}>{t("again")}</Button>
          <LinkButton href="/review">{t("others")}</LinkButton>
        </>
      }
    >
      <p>{t(`${why}Text`)}</p>
      {why === "too_many_leases" ? <HeldElsewhere slug={slug} /> : null}
      {decided > 0 ? <p className="mt-2">{t("sofar", { count: decided })}</p> : null}
    </EmptyState>
  );
}

function HeldElsewhere({ slug }: { slug: string }) {
  const t = useTranslations("review.empty");
  const { data } = useQuery(orpc.review.queue.queryOptions({ input: {} }));
  const held = data?.projects.filter((project) => project.held > 0 && project.slug !== slug) ?? [];
  return (
    <ul className="mt-3 flex flex-wrap justify-center gap-2">
      {held.map((project) => (
        <li key={project.slug}>
          <LinkButton size="sm" href={`/projects/${project.slug}/review`}>
            {t("heldIn", { count: project.held, name: project.name })}
          </LinkButton>
        </li>
      ))}
    </ul>
  );
}

export function DeskLapsed({ onGoOn }: { onGoOn: () => void }) {
  const t = useTranslations("review.state");
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

export function DeskElsewhere({ onTake }: { onTake: () => void }) {
  const t = useTranslations("review.state");
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

export function DeskBlocked({ error }: { error: unknown }) {
  const t = useTranslations("review");
  if (reasonOf(error) !== "rights.missing") return <ErrorMessage error={error} className="my-8" />;
  return (
    <EmptyState
      icon={<LockKeyhole />}
      title={t("state.notReviewer")}
      action={<LinkButton href="/review">{t("empty.others")}</LinkButton>}
    >
      {t("state.notReviewerText")}
    </EmptyState>
  );
}
