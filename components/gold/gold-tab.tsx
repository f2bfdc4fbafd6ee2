"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Points } from "#components/ui/points";
import { Stat, StatRow } from "#components/ui/stat";
import { useToast } from "#components/ui/toast";
import { type ApiOutputs, orpc } from "#lib/client";
import { SPOT_CHECK_RULE } from "#lib/domain/spot-check";
import { GoldCandidates } from "./gold-candidates";
import { GoldImport } from "./gold-import";
import { GoldLines } from "./gold-lines";

type TaskView = NonNullable<ApiOutputs["task"]["read"]>;

/** Fewer than this wear out soon: everybody would get the same ones. */
const GOOD_POOL = 60;

/** What the owner knows the answers to: how much there is, marking more, and what became of it. */
export function GoldTab({ slug, task }: { slug: string; task: TaskView }) {
  const t = useTranslations("gold");
  const query = useQuery(orpc.gold.list.queryOptions({ input: { slug, limit: 100 } }));
  const client = useQueryClient();
  const toast = useToast();
  const commit = useMutation(
    orpc.gold.commit.mutationOptions({
      onSuccess: async ({ count }) => {
        toast({ title: t("committed", { count }), tone: "success" });
        await client.invalidateQueries({ queryKey: orpc.gold.key() });
      },
    }),
  );
  if (task.rewardRule !== SPOT_CHECK_RULE) return <Alert tone="neutral">{t("otherRule")}</Alert>;
  const counts = query.data?.counts;
  const all = counts ? counts.draft + counts.ready : 0;
  const isRunning = task.state === "open" || task.state === "paused";
  return (
    <div className="flex flex-col gap-6">
      <Card title={t("title")}>
        <p className="mb-4 max-w-prose text-muted">{t("text")}</p>
        <StatRow>
          <Stat label={t("state.draft")} value={counts?.draft} />
          <Stat label={t("state.ready")} value={counts?.ready} />
          <Stat label={t("state.retired")} value={counts?.retired} />
          <Stat label={t("state.suspended")} value={counts?.suspended} />
          <Stat label={t("free")} value={counts ? <Points milli={counts.free} /> : undefined} note={t("freeNote")} />
        </StatRow>
        {counts && all < GOOD_POOL && task.state !== "closed" ? (
          <Alert tone="warning" className="mt-4">
            {t("few", { count: all, wanted: GOOD_POOL })}
          </Alert>
        ) : null}
        {counts && counts.draft > 0 && isRunning ? (
          <div className="mt-4 flex flex-wrap items-center gap-3">
            <Button variant="primary" pending={commit.isPending} onClick={() => commit.mutate({ slug })}>
              {t("commit", { count: counts.draft })}
            </Button>
            <p className="text-muted text-sm">{t("commitText")}</p>
          </div>
        ) : null}
        {counts && counts.draft > 0 && task.state === "draft" ? (
          <p className="mt-4 text-muted text-sm">{t("commitOnOpen")}</p>
        ) : null}
        <ErrorMessage error={commit.error ?? query.error} className="mt-4" />
      </Card>
      {task.state === "closed" ? null : (
        <>
          <GoldImport slug={slug} questions={task.questions} />
          <GoldCandidates slug={slug} questions={task.questions} />
        </>
      )}
      <GoldLines slug={slug} questions={task.questions} lines={query.data?.items} />
    </div>
  );
}
