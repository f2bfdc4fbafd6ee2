"use client";

import { useTranslations } from "next-intl";
import { SkeletonText } from "#components/ui/skeleton";
import { DeskBlocked, DeskEmpty, DeskLapsed } from "./desk-empty";
import { ItemView } from "./item-view";
import type { ReviewProject } from "./review-screen";
import type { ReviewDeskState, ReviewItem, ReviewStore } from "./use-desk";
import type { Reviewing } from "./use-reviewing";

type DeskMiddleProps = {
  project: ReviewProject;
  state: ReviewDeskState;
  store: ReviewStore;
  reviewing: Reviewing;
};

/** The next picture is fetched while this one is looked at: a verdict is followed by the item, not by a wait. */
function NextPicture({ item }: { item: ReviewItem | undefined }) {
  if (item?.media?.kind !== "image") return null;
  // biome-ignore lint/performance/noImgElement: signed addresses of our own store; next/image would fetch them anew.
  return <img src={item.media.viewUrl} alt="" hidden decoding="async" />;
}

/** The item, or honestly why there is none. */
export function DeskMiddle({ project, state, store, reviewing }: DeskMiddleProps) {
  const t = useTranslations("review.screen");
  const { item, isLapsed, article } = reviewing;
  if (state.blocked) return <DeskBlocked error={state.blocked} />;
  if (item && isLapsed) return <DeskLapsed onGoOn={() => store.resume()} />;
  if (item) {
    return (
      <div className="flex grow flex-col pb-5">
        <ItemView
          key={item.slotId}
          ref={article}
          item={item}
          modality={project.modality}
          labelSchema={project.labelSchema}
          number={state.decidedAt.length + 1}
        />
        <NextPicture item={state.desk.items[1]} />
      </div>
    );
  }
  if (state.desk.empty && !state.isFirst && state.desk.outbox.length === 0) {
    return (
      <div ref={article} tabIndex={-1} className="grow outline-none">
        <DeskEmpty
          why={state.desk.empty}
          slug={project.slug}
          decided={state.decidedAt.length}
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
