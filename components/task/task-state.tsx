"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { LinkButton } from "#components/ui/link-button";
import { Stat, StatRow } from "#components/ui/stat";
import { Status } from "#components/ui/status";
import { orpc } from "#lib/client";
import { type TaskState as State, taskMoves } from "#lib/domain/task";
import type { TaskView } from "./use-task-edit";

/** Whether people label now, how far they are, and the moves from here; each asks before it acts. */
export function TaskState({ slug, task, isBlocked }: { slug: string; task: TaskView; isBlocked: boolean }) {
  const t = useTranslations("task.state");
  const client = useQueryClient();
  const [asked, setAsked] = useState<Exclude<State, "draft">>();
  const move = useMutation(
    orpc.task.move.mutationOptions({
      onSuccess: () => client.invalidateQueries({ queryKey: orpc.task.key() }),
      onSettled: () => setAsked(undefined),
    }),
  );
  const { state, counts } = task;
  return (
    <Card>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="sr-only">{t("title")}</h2>
          <Status of="project" value={state} />
          <p className="text-sm">{t(`${state}Now`)}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          {taskMoves[state].map((to) =>
            to === "draft" ? null : (
              <Button
                key={to}
                variant={to === "open" ? "primary" : to === "closed" ? "ghost" : "secondary"}
                onClick={() => setAsked(to)}
                disabledReason={isBlocked ? t("saveFirst") : undefined}
              >
                {t(`${to}Move`)}
              </Button>
            ),
          )}
          {state === "draft" ? null : <LinkButton href={`/projects/${slug}/quality`}>{t("quality")}</LinkButton>}
          {state === "open" ? <LinkButton href={`/projects/${slug}/label`}>{t("look")}</LinkButton> : null}
        </div>
      </div>
      {state === "draft" ? null : (
        <StatRow className="mt-5">
          <Stat label={t("open")} value={counts.open} />
          <Stat label={t("settled")} value={counts.settled} />
          <Stat label={t("disputed")} value={counts.disputed} />
          <Stat label={t("answers")} value={counts.answers} />
        </StatRow>
      )}
      <ErrorMessage error={move.error} className="mt-4" />
      <ConfirmDialog
        open={asked !== undefined}
        onOpenChange={(isOpen) => (isOpen ? undefined : setAsked(undefined))}
        title={asked ? t(`${asked}Title`) : ""}
        description={asked ? t(`${asked}Text`) : ""}
        action={asked ? t(`${asked}Move`) : ""}
        danger={asked === "closed"}
        pending={move.isPending}
        onConfirm={() => asked && move.mutate({ slug, to: asked })}
      />
    </Card>
  );
}
