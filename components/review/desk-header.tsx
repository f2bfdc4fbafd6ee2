"use client";

import { useQuery } from "@tanstack/react-query";
import { BookOpenText, ChartNoAxesColumn, Keyboard } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { LeaseClock } from "#components/desk/lease-clock";
import { Button } from "#components/ui/button";
import { LinkButton } from "#components/ui/link-button";
import { Points } from "#components/ui/points";
import { orpc } from "#lib/client";
import { hourlyPace } from "#lib/domain/desk";
import type { ReviewProject } from "./review-screen";
import type { ReviewDeskState } from "./use-desk";

const REFRESH_MS = 30_000;

type DeskHeaderProps = {
  project: ReviewProject;
  state: ReviewDeskState;
  withKeys: boolean;
  areGuidelinesOpen: boolean;
  onGuidelines: () => void;
  onHelp: () => void;
};

/** Where I am, how I am doing, how long the item is mine. */
export function DeskHeader(props: DeskHeaderProps) {
  const { project, state, withKeys, areGuidelinesOpen, onGuidelines, onHelp } = props;
  const t = useTranslations("review");
  return (
    <header className="flex flex-wrap items-center gap-x-5 gap-y-2 pt-4 pb-3 sm:pt-5">
      <div className="min-w-0">
        <Link href="/review" className="quiet-link block text-muted text-xs">
          {t("title")}
        </Link>
        <h1 className="truncate text-lg">
          <Link href={`/projects/${project.slug}`} className="quiet-link">
            {project.name}
          </Link>
        </h1>
      </div>
      <div className="ms-auto flex flex-wrap items-center gap-x-4 gap-y-1 text-muted text-sm">
        <Tally project={project} decidedAt={state.decidedAt} />
        {state.desk.items.length > 0 ? <LeaseClock until={state.leaseUntil} /> : null}
        <div className="flex items-center gap-1">
          <QualityLink slug={project.slug} />
          <Button
            variant="ghost"
            size="sm"
            aria-expanded={areGuidelinesOpen}
            icon={<BookOpenText aria-hidden="true" />}
            shortcut={withKeys ? "G" : undefined}
            onClick={onGuidelines}
          >
            <span className="max-lg:hidden">{t(areGuidelinesOpen ? "act.hideGuidelines" : "act.guidelines")}</span>
            <span className="lg:hidden">{t("act.guidelines")}</span>
          </Button>
          <Button
            variant="ghost"
            size="sm"
            aria-label={t("act.help")}
            icon={<Keyboard aria-hidden="true" />}
            shortcut={withKeys ? "?" : undefined}
            onClick={onHelp}
          />
        </div>
      </div>
    </header>
  );
}

/** Whoever reviews a project may see how good its labels are, where it has any. */
function QualityLink({ slug }: { slug: string }) {
  const t = useTranslations("project.act");
  const { data } = useQuery(orpc.task.read.queryOptions({ input: { slug } }));
  if (!data || data.state === "draft") return null;
  return (
    <LinkButton
      variant="ghost"
      size="sm"
      href={`/projects/${slug}/quality`}
      icon={<ChartNoAxesColumn aria-hidden="true" />}
    >
      <span className="max-lg:sr-only">{t("quality")}</span>
    </LinkButton>
  );
}

function Tally({ project, decidedAt }: { project: ReviewProject; decidedAt: readonly number[] }) {
  const t = useTranslations("review.tally");
  const { data, dataUpdatedAt } = useQuery(orpc.review.tally.queryOptions({ input: {}, refetchInterval: REFRESH_MS }));
  if (!data) return null;
  // What was decided since the server was asked counts at once.
  const since = decidedAt.filter((at) => at > dataUpdatedAt).length;
  const today = data.today.accept + data.today.reject + data.today.request_changes + since;
  const pending = data.pending.points + since * project.reviewPrice;
  const pace = hourlyPace(decidedAt);
  return (
    <p className="flex flex-wrap gap-x-4">
      <span className="sr-only">{t("label")}: </span>
      <span className="tabular">{t("short", { count: today })}</span>
      {pace === undefined ? null : <span className="tabular max-sm:hidden">{t("pace", { count: pace })}</span>}
      {pending > 0 ? (
        <span className="max-md:hidden">{t.rich("shortPending", { points: () => <Points milli={pending} /> })}</span>
      ) : null}
    </p>
  );
}
