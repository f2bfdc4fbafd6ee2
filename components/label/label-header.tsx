"use client";

import { BookOpenText, CloudCheck, Keyboard } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { LeaseClock } from "#components/desk/lease-clock";
import { Button } from "#components/ui/button";
import { Points } from "#components/ui/points";
import { RelativeTime } from "#components/ui/relative-time";
import { hourlyPace } from "#lib/domain/desk";
import type { DraftKeeper } from "./draft-keeper";
import type { KeyMap } from "./key-map";
import type { LabelTask } from "./label-api";
import { LanguageDialog } from "./language-dialog";
import { useSavedAt } from "./use-draft";
import type { LabelDeskState } from "./use-label-desk";

type LabelHeaderProps = {
  project: { slug: string; name: string; languages: readonly string[] };
  task: LabelTask;
  state: LabelDeskState;
  keeper: DraftKeeper;
  map: KeyMap | undefined;
  isGuideOpen: boolean;
  onLanguages: () => void;
  onGuidelines: () => void;
  onHelp: () => void;
};

/** Where I am, how I am doing, how long the item is mine. */
export function LabelHeader(props: LabelHeaderProps) {
  const { project, task, state, keeper, map, isGuideOpen, onLanguages, onGuidelines, onHelp } = props;
  const t = useTranslations("label.desk");
  const answered = state.decidedAt.length;
  const pace = hourlyPace(state.decidedAt);
  return (
    <header className="flex flex-wrap items-center gap-x-5 gap-y-2 pt-4 pb-3 sm:pt-5">
      <div className="min-w-0">
        <p className="text-muted text-xs">{t("kicker")}</p>
        <h1 className="truncate text-lg">
          <Link href={`/projects/${project.slug}`} className="quiet-link">
            {project.name}
          </Link>
        </h1>
      </div>
      <div className="ms-auto flex flex-wrap items-center gap-x-4 gap-y-1 text-muted text-sm">
        {state.desk.items.length > 0 ? <Saved keeper={keeper} /> : null}
        <span className="tabular">{t("answered", { count: answered })}</span>
        {pace === undefined ? null : <span className="tabular max-sm:hidden">{t("pace", { count: pace })}</span>}
        {task.answerPrice > 0 ? (
          <span className="max-md:hidden">
            {t.rich("price", { points: () => <Points milli={task.answerPrice} /> })}
          </span>
        ) : null}
        {state.desk.items.length > 0 ? <LeaseClock until={state.leaseUntil} /> : null}
        <div className="flex items-center gap-1">
          {project.languages.length > 1 ? (
            <LanguageDialog slug={project.slug} languages={project.languages} onChanged={onLanguages} />
          ) : null}
          <Button
            variant="ghost"
            size="sm"
            aria-expanded={isGuideOpen}
            icon={<BookOpenText aria-hidden="true" />}
            shortcut={map?.commands.guidelines.toUpperCase()}
            onClick={onGuidelines}
          >
            {t("guidelines")}
          </Button>
          <Button
            variant="ghost"
            size="sm"
            aria-label={t("keys")}
            icon={<Keyboard aria-hidden="true" />}
            shortcut={map?.commands.help.toUpperCase()}
            onClick={onHelp}
          />
        </div>
      </div>
    </header>
  );
}

function Saved({ keeper }: { keeper: DraftKeeper }) {
  const t = useTranslations("label.desk");
  const at = useSavedAt(keeper);
  if (at === 0) return null;
  return (
    <span className="flex items-center gap-1 text-faint text-xs max-sm:hidden">
      <CloudCheck aria-hidden="true" className="size-3.5" />
      {t.rich("saved", { time: () => <RelativeTime at={new Date(at)} /> })}
    </span>
  );
}
