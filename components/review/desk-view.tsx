"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Dialog } from "#components/ui/dialog";
import { DecisionBar } from "./decision-bar";
import { DeskAlerts } from "./desk-alerts";
import { DeskHeader } from "./desk-header";
import { DeskMiddle } from "./desk-middle";
import type { DeskStore } from "./desk-store";
import { Guidelines } from "./guidelines";
import { HelpDialog } from "./help-dialog";
import type { ReviewProject } from "./review-screen";
import { UndoStrip } from "./undo-strip";
import type { ReviewDeskState, ReviewItem } from "./use-desk";
import { useSingleKeys } from "./use-desk-keys";
import { useReviewing } from "./use-reviewing";
import { WhyPanel } from "./why-panel";

type DeskViewProps = { project: ReviewProject; state: ReviewDeskState; store: DeskStore<ReviewItem> };

const isWide = () => window.matchMedia("(min-width: 64rem)").matches;

/** The desk as it is seen: the item in the middle, guidelines beside it, decisions below. */
export function DeskView({ project, state, store }: DeskViewProps) {
  const t = useTranslations("review");
  const [singleKeys, setSingleKeys] = useSingleKeys();
  const [isPaneOpen, setPaneOpen] = useState(true);
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const toggleGuidelines = () => (isWide() ? setPaneOpen((open) => !open) : setDrawerOpen(true));
  const reviewing = useReviewing({
    ...{ project, state, store, singleKeys, onGuidelines: toggleGuidelines, onHelp: () => setHelpOpen(true) },
  });
  const { item, stage, note, last } = reviewing;
  return (
    <>
      <DeskHeader
        project={project}
        state={state}
        withKeys={singleKeys}
        areGuidelinesOpen={isPaneOpen}
        onGuidelines={toggleGuidelines}
        onHelp={() => setHelpOpen(true)}
      />
      <p aria-live="polite" className="sr-only">
        {reviewing.said}
      </p>
      <DeskAlerts state={state} slug={project.slug} onRetry={() => store.retry()} onDismiss={() => store.dismiss()} />
      <div className="flex grow gap-10 pt-3">
        <div className="flex min-w-0 grow flex-col">
          <DeskMiddle project={project} state={state} store={store} reviewing={reviewing} />
          <div className="no-print sticky bottom-0 z-20 -mx-4 mt-auto border-line border-t bg-page/95 px-4 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] backdrop-blur-sm empty:hidden sm:mx-0 sm:px-0">
            {last?.choice && stage.kind === "look" ? (
              <div className="absolute end-4 bottom-full mb-2 max-w-[calc(100%-2rem)] sm:end-0">
                <UndoStrip
                  choice={last.choice}
                  until={last.undoUntil}
                  more={reviewing.undoableCount - 1}
                  withKeys={singleKeys}
                  onUndo={reviewing.undo}
                />
              </div>
            ) : null}
            {item && stage.kind === "why" ? (
              <WhyPanel
                key={item.slotId}
                decision={stage.decision}
                reasons={project.rejectReasons}
                reason={stage.reason}
                note={note}
                language={item.language}
                withKeys={singleKeys}
                onReason={(reason) => reviewing.setStage({ ...stage, reason })}
                onNote={reviewing.setNote}
                onSend={reviewing.send}
                onBack={reviewing.back}
              />
            ) : item && !reviewing.isLapsed ? (
              <DecisionBar
                onDecide={reviewing.choose}
                onSkip={reviewing.skip}
                onUndo={reviewing.undo}
                canUndo={last !== undefined}
                isLastRound={item.isLastRound}
                withKeys={singleKeys}
              />
            ) : null}
          </div>
        </div>
        {isPaneOpen ? (
          <aside
            aria-label={t("guidelines.title")}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
            tabIndex={0}
            className="sticky top-14 hidden max-h-[calc(100dvh-10rem)] w-88 shrink-0 self-start overflow-y-auto border-line border-s py-3 ps-8 pe-1 lg:block"
          >
            <h2 className="mb-3 font-semibold text-base">{t("guidelines.title")}</h2>
            <Guidelines project={project} />
          </aside>
        ) : null}
      </div>
      <Dialog open={isDrawerOpen} onOpenChange={setDrawerOpen} title={t("guidelines.title")}>
        <Guidelines project={project} />
      </Dialog>
      <HelpDialog open={isHelpOpen} onOpenChange={setHelpOpen} singleKeys={singleKeys} onSingleKeys={setSingleKeys} />
    </>
  );
}
