"use client";

import { useTranslations } from "next-intl";
import { SkeletonText } from "#components/ui/skeleton";
import { ItemContent } from "./item-content";
import type { KeyMap } from "./key-map";
import type { LabelItem } from "./label-api";
import { LabelBlocked, LabelEmpty, LabelLapsed } from "./label-empty";
import { ModelSays } from "./model-says";
import { QuestionList } from "./question-list";
import type { LabelDeskState, LabelStore } from "./use-label-desk";
import type { Labelling } from "./use-labelling";

type LabelMiddleProps = {
  slug: string;
  state: LabelDeskState;
  store: LabelStore;
  labelling: Labelling;
  map: KeyMap | undefined;
};

/** The next picture is fetched while this one is looked at: an answer is followed by the item, not by a wait. */
function NextPicture({ item }: { item: LabelItem | undefined }) {
  if (item?.media?.kind !== "image") return null;
  // biome-ignore lint/performance/noImgElement: signed addresses of our own store; next/image would fetch them anew.
  return <img src={item.media.viewUrl} alt="" hidden decoding="async" />;
}

/** The item with its questions, or honestly why there is none. */
export function LabelMiddle({ slug, state, store, labelling, map }: LabelMiddleProps) {
  const t = useTranslations("label.desk");
  const { item, isLapsed, article, asked } = labelling;
  if (state.blocked) return <LabelBlocked error={state.blocked} slug={slug} />;
  if (item && isLapsed) return <LabelLapsed onGoOn={() => store.resume()} />;
  if (item) {
    return (
      <div key={item.slotId} data-slot={item.slotId} className="flex grow animate-fade flex-col pb-5">
        <ItemContent ref={article} item={item} asked={asked} number={state.decidedAt.length + 1} />
        <ModelSays
          questions={labelling.questions}
          item={item}
          isTaken={labelling.isTaken}
          shortcut={map?.commands.take.toUpperCase()}
          onTake={labelling.take}
        />
        <QuestionList
          asked={asked}
          item={item}
          draft={labelling.draft}
          current={labelling.current}
          faults={labelling.faults}
          map={map}
          press={labelling.press}
          onCurrent={labelling.settleAt}
          onChange={labelling.change}
          onFinish={labelling.finish}
          onSend={labelling.send}
        />
        <NextPicture item={state.desk.items[1]} />
      </div>
    );
  }
  if (state.desk.empty && !state.isFirst && state.desk.outbox.length === 0) {
    return (
      <div ref={article} tabIndex={-1} className="grow outline-none">
        <LabelEmpty
          why={state.desk.empty}
          slug={slug}
          answered={state.decidedAt.length}
          onAgain={() => store.retry()}
        />
      </div>
    );
  }
  if (state.link === "signed_out") return null;
  return (
    <div aria-busy="true" className="grow">
      <p className="sr-only">{t("loading")}</p>
      <SkeletonText lines={3} className="max-w-[38rem] pt-12 [&>span]:h-8" />
    </div>
  );
}
