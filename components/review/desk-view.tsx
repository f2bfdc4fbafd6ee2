"use client";

import { Check, MessageSquareText, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { DeskAlerts } from "#components/desk/desk-alerts";
import { DeskFrame, useGuidePane } from "#components/desk/desk-frame";
import { UndoStrip } from "#components/desk/undo-strip";
import { useSingleKeys } from "#components/desk/use-desk-keys";
import { DecisionBar } from "./decision-bar";
import { DeskHeader } from "./desk-header";
import { DeskMiddle } from "./desk-middle";
import { Guidelines } from "./guidelines";
import { HelpDialog } from "./help-dialog";
import type { ReviewProject } from "./review-screen";
import type { ReviewDeskState, ReviewStore } from "./use-desk";
import { type Reviewing, useReviewing } from "./use-reviewing";
import { WhyPanel } from "./why-panel";

type DeskViewProps = { project: ReviewProject; state: ReviewDeskState; store: ReviewStore };

/** The desk as it is seen: the item in the middle, guidelines beside it, decisions below. */
export function DeskView({ project, state, store }: DeskViewProps) {
  const t = useTranslations("review");
  const [singleKeys, setSingleKeys] = useSingleKeys();
  const pane = useGuidePane();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const reviewing = useReviewing({
    ...{ project, state, store, singleKeys, onGuidelines: pane.toggle, onHelp: () => setHelpOpen(true) },
  });
  const { item, stage, note, last } = reviewing;
  return (
    <>
      <DeskHeader
        project={project}
        state={state}
        withKeys={singleKeys}
        areGuidelinesOpen={pane.isPaneOpen}
        onGuidelines={pane.toggle}
        onHelp={() => setHelpOpen(true)}
      />
      <p aria-live="polite" className="sr-only">
        {reviewing.said}
      </p>
      <Alerts project={project} state={state} store={store} />
      <DeskFrame
        pane={pane}
        guideTitle={t("guidelines.title")}
        guide={<Guidelines project={project} />}
        strip={last?.choice && stage.kind === "look" ? <Undo reviewing={reviewing} withKeys={singleKeys} /> : null}
        bar={
          item && stage.kind === "why" ? (
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
          ) : null
        }
      >
        <DeskMiddle project={project} state={state} store={store} reviewing={reviewing} />
      </DeskFrame>
      <HelpDialog open={isHelpOpen} onOpenChange={setHelpOpen} singleKeys={singleKeys} onSingleKeys={setSingleKeys} />
    </>
  );
}

const icons = { accept: Check, reject: X, request_changes: MessageSquareText };

function Undo({ reviewing, withKeys }: { reviewing: Reviewing; withKeys: boolean }) {
  const t = useTranslations("review.undo");
  const reasons = useTranslations("project.reason");
  const { last, undoableCount, undo } = reviewing;
  if (!last?.choice) return null;
  const { decision, reason } = last.choice;
  return (
    <UndoStrip
      icon={icons[decision]}
      text={t(decision, { reason: reason ? reasons(reason) : "" })}
      until={last.undoUntil}
      more={undoableCount - 1}
      shortcut={withKeys ? "U" : undefined}
      onUndo={undo}
    />
  );
}

function Alerts({ project, state, store }: DeskViewProps) {
  const t = useTranslations("review.state");
  const count = state.desk.outbox.length;
  const { refused, link } = state;
  const kind = refused?.op.kind === "undo" ? "refusedUndo" : refused?.isOurs ? "refusedBack" : "refusedGone";
  return (
    <DeskAlerts
      link={link}
      waitingText={t("waitingText", { count })}
      signedOutText={t("signedOutText", { count })}
      refused={refused && { title: t(kind, { gist: refused.op.gist }), error: refused.error }}
      next={`/projects/${project.slug}/review`}
      onRetry={() => store.retry()}
      onDismiss={() => store.dismiss()}
    />
  );
}
