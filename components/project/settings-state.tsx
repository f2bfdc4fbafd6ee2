"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorMessage, useErrorText } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button, type ButtonVariant } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { Status } from "#components/ui/status";
import { useToast } from "#components/ui/toast";
import { orpc } from "#lib/client";
import { type ProjectState, projectMoves } from "#lib/domain/project";
import type { ProjectView } from "./project-facts";

type Move = "open" | "reopen" | "paused" | "closed";

const looks: Record<Move, { to: ProjectState; variant: ButtonVariant }> = {
  open: { to: "open", variant: "primary" },
  reopen: { to: "open", variant: "primary" },
  paused: { to: "paused", variant: "secondary" },
  closed: { to: "closed", variant: "ghost" },
};
const labels = { open: "toOpen", reopen: "toReopen", paused: "toPaused", closed: "toClosed" } as const;

function movesFrom(state: ProjectState): Move[] {
  return projectMoves[state].flatMap((to) => {
    if (to === "open") return [state === "draft" ? "open" : "reopen"];
    return to === "draft" ? [] : [to];
  });
}

/** The project's state, and the moves from it; each asks before it acts. */
export function SettingsState({ project, isBlocked }: { project: ProjectView; isBlocked: boolean }) {
  const t = useTranslations("project.state");
  const client = useQueryClient();
  const toast = useToast();
  const [asked, setAsked] = useState<Move>();
  const change = useMutation(
    orpc.project.changeState.mutationOptions({
      onSuccess: async ({ state }) => {
        await client.invalidateQueries({ queryKey: orpc.project.key() });
        toast({ title: t("changed", { state }), tone: "success" });
      },
      onSettled: () => setAsked(undefined),
    }),
  );
  return (
    <Card>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="sr-only">{t("title")}</h2>
          <Status of="project" value={project.state} />
          <p className="text-sm">{t(project.state)}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          {movesFrom(project.state).map((move) => (
            <Button
              key={move}
              variant={looks[move].variant}
              onClick={() => setAsked(move)}
              disabledReason={isBlocked ? t("saveFirst") : undefined}
            >
              {t(labels[move])}
            </Button>
          ))}
          {project.state === "draft" ? <RemoveDraft project={project} /> : null}
        </div>
      </div>
      <ErrorMessage error={change.error} className="mt-4" />
      <ConfirmDialog
        open={asked !== undefined}
        onOpenChange={(isOpen) => (isOpen ? undefined : setAsked(undefined))}
        title={asked ? t(`${asked}Title`) : ""}
        description={asked ? t(`${asked}Text`) : ""}
        action={asked ? t(labels[asked]) : ""}
        danger={asked === "closed"}
        pending={change.isPending}
        onConfirm={() => asked && change.mutate({ slug: project.slug, to: looks[asked].to })}
      >
        {asked === "open" && project.covers === 0 ? <Alert tone="warning">{t("openNoBudget")}</Alert> : null}
      </ConfirmDialog>
    </Card>
  );
}

/** Away with a draft; what was granted points stays, because the ledger has counted them in. */
function RemoveDraft({ project }: { project: ProjectView }) {
  const t = useTranslations("project.state");
  const router = useRouter();
  const client = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation(
    orpc.project.remove.mutationOptions({
      onSuccess: () => {
        void client.invalidateQueries({ queryKey: orpc.project.mine.key() });
        toast({ title: t("removed"), tone: "success" });
        router.replace("/me/projects");
      },
      onError: (error) => {
        setAsking(false);
        toast({ title: errorText(error), tone: "danger" });
      },
    }),
  );
  return (
    <>
      <Button
        variant="ghost"
        onClick={() => setAsking(true)}
        disabledReason={project.budgetLeft > 0 ? t("removeFunded") : undefined}
      >
        {t("remove")}
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t("removeTitle")}
        description={t("removeText")}
        action={t("remove")}
        danger
        pending={remove.isPending || remove.isSuccess}
        onConfirm={() => remove.mutate({ slug: project.slug })}
      />
    </>
  );
}
