"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheckBig } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { EmptyState } from "#components/ui/empty-state";
import { MoreButton } from "#components/ui/more-button";
import { Segmented } from "#components/ui/segmented";
import { SkeletonText } from "#components/ui/skeleton";
import { orpc } from "#lib/client";
import { type ItemState, itemStates } from "#lib/domain/annotation";
import { LabelFiles } from "./label-files";
import { LabelledItem } from "./labelled-item";
import type { TaskView } from "./use-task-edit";

/** What the answers came to, item by item; those in dispute first, because somebody has to judge them. */
export function LabelledItems({ slug, task }: { slug: string; task: TaskView }) {
  const t = useTranslations("task.items");
  const [state, setState] = useState<ItemState>("disputed");
  const query = useInfiniteQuery(
    orpc.task.items.infiniteOptions({
      input: (cursor: string | undefined) => ({ slug, state, cursor, limit: 10 }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
  );
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <div className="flex flex-col gap-4">
      <LabelFiles slug={slug} />
      <Segmented
        label={t("state")}
        value={state}
        onChange={setState}
        options={itemStates.map((value) => ({ value, label: t(value) }))}
        className="self-start max-sm:flex-wrap"
      />
      {state === "open" && items && items.length > 0 ? <p className="text-muted text-sm">{t("firstNote")}</p> : null}
      {query.error ? <ErrorMessage error={query.error} onRetry={() => query.refetch()} /> : null}
      {items?.length === 0 ? (
        <EmptyState icon={<CircleCheckBig />} title={t("none")}>
          {t(`${state}None`)}
        </EmptyState>
      ) : null}
      {items ? (
        items.map((item) => <LabelledItem key={item.id} slug={slug} item={item} questions={task.questions} />)
      ) : query.error ? null : (
        <SkeletonText lines={6} />
      )}
      <MoreButton query={query}>{t("more")}</MoreButton>
    </div>
  );
}
