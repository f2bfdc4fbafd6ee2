"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { MoreButton } from "#components/ui/more-button";
import { orpc } from "#lib/client";
import type { Question } from "#lib/domain/question";
import { GoldForm } from "./gold-form";
import { GoldContent } from "./gold-lines";

/** Accepted items that may become gold; one at a time is opened to say what its answer is. */
export function GoldCandidates({ slug, questions }: { slug: string; questions: readonly Question[] }) {
  const t = useTranslations("gold.mark");
  const [current, setCurrent] = useState<string>();
  const query = useInfiniteQuery(
    orpc.gold.candidates.infiniteOptions({
      input: (cursor: string | undefined) => ({ slug, cursor, limit: 10 }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
  );
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <Card title={t("title")}>
      {query.error ? <ErrorMessage error={query.error} onRetry={() => query.refetch()} /> : null}
      {items?.length === 0 ? <p className="text-muted">{t("none")}</p> : null}
      <ul className="flex flex-col divide-y divide-line">
        {items?.map((item) => (
          <li key={item.contribution} className="flex flex-col gap-3 py-3 first:pt-0">
            <div className="flex flex-wrap items-start justify-between gap-3">
              <GoldContent item={item} />
              {current === item.contribution ? null : (
                <Button size="sm" onClick={() => setCurrent(item.contribution)}>
                  {t("open")}
                </Button>
              )}
            </div>
            {current === item.contribution ? (
              <GoldForm slug={slug} item={item} questions={questions} onClose={() => setCurrent(undefined)} />
            ) : null}
          </li>
        ))}
      </ul>
      <MoreButton query={query}>{t("more")}</MoreButton>
    </Card>
  );
}
