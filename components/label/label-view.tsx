"use client";

import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { DeskAlerts } from "#components/desk/desk-alerts";
import { DeskFrame, useGuidePane } from "#components/desk/desk-frame";
import { UndoStrip } from "#components/desk/undo-strip";
import { useSingleKeys } from "#components/desk/use-desk-keys";
import type { ApiOutputs } from "#lib/client";
import { AnswerBar } from "./answer-bar";
import type { DraftKeeper } from "./draft-keeper";
import { KeyDialog } from "./key-dialog";
import type { LabelTask } from "./label-api";
import { LabelGuide } from "./label-guide";
import { LabelHeader } from "./label-header";
import { LabelMiddle } from "./label-middle";
import { useKeyMap } from "./use-key-map";
import type { LabelDeskState, LabelStore } from "./use-label-desk";
import { useLabelKeys } from "./use-label-keys";
import { useLabelling } from "./use-labelling";

export type LabelViewProps = {
  project: ApiOutputs["project"]["get"];
  task: LabelTask;
  state: LabelDeskState;
  store: LabelStore;
  keeper: DraftKeeper;
};

/** The desk as it is seen: the item and its questions in the middle, instructions beside them, what one does below. */
export function LabelView({ project, task, state, store, keeper }: LabelViewProps) {
  const t = useTranslations("label");
  const [singleKeys, setSingleKeys] = useSingleKeys();
  const { map, changes, setChanges } = useKeyMap(task.questions.some(({ form }) => form.kind === "segments"));
  const pane = useGuidePane();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const labelling = useLabelling({ task, state, store, keeper });
  const onHelp = () => setHelpOpen(true);
  useLabelKeys({ labelling, map, isOn: singleKeys, onGuidelines: pane.toggle, onHelp });
  const shownMap = singleKeys ? map : undefined;
  const { item, last, isSkipping } = labelling;
  const isOpen = item !== undefined && !labelling.isLapsed;
  const strip =
    last?.choice && !isSkipping ? (
      <UndoStrip
        icon={Check}
        text={t("act.answered")}
        until={last.undoUntil}
        more={labelling.undoableCount - 1}
        shortcut={shownMap?.commands.undo.toUpperCase()}
        onUndo={labelling.undo}
      />
    ) : null;
  return (
    <>
      <LabelHeader
        project={project}
        task={task}
        state={state}
        keeper={keeper}
        map={shownMap}
        isGuideOpen={pane.isPaneOpen}
        onLanguages={() => store.resume()}
        onGuidelines={pane.toggle}
        onHelp={onHelp}
      />
      <p aria-live="polite" className="sr-only">
        {labelling.said}
      </p>
      <Alerts slug={project.slug} state={state} store={store} />
      <DeskFrame
        pane={pane}
        guideTitle={t("guide.title")}
        guide={<LabelGuide project={project} task={task} />}
        strip={isOpen ? null : strip}
        bar={isOpen ? <AnswerBar labelling={labelling} map={shownMap} strip={strip} /> : null}
      >
        <LabelMiddle slug={project.slug} state={state} store={store} labelling={labelling} map={shownMap} />
      </DeskFrame>
      <KeyDialog
        open={isHelpOpen}
        onOpenChange={setHelpOpen}
        map={map}
        changes={changes}
        onChanges={setChanges}
        singleKeys={singleKeys}
        onSingleKeys={setSingleKeys}
      />
    </>
  );
}

function Alerts({ slug, state, store }: { slug: string; state: LabelDeskState; store: LabelStore }) {
  const t = useTranslations("label.state");
  const { refused, link, desk } = state;
  const count = desk.outbox.length;
  const kind = refused?.op.kind === "undo" ? "refusedUndo" : refused?.isOurs ? "refusedBack" : "refusedGone";
  return (
    <DeskAlerts
      link={link}
      waitingText={t("waitingText", { count })}
      signedOutText={t("signedOutText", { count })}
      refused={refused && { title: t(kind, { gist: refused.op.gist }), error: refused.error }}
      next={`/projects/${slug}/label`}
      onRetry={() => store.retry()}
      onDismiss={() => store.dismiss()}
    />
  );
}
