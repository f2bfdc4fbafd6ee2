"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Progress } from "#components/ui/progress";
import { RelativeTime } from "#components/ui/relative-time";
import { orpc } from "#lib/client";
import type { EndpointState } from "./endpoint-card";
import { RunFailures } from "./run-failures";

type Run = EndpointState["runs"][number];
const tones = { running: "accent", finished: "success", stopped: "danger", cancelled: "neutral" } as const;

/** Runs so far, newest first: how far each is or came, why it stopped, and the items that came to nothing. */
export function RunList({ slug, runs }: { slug: string; runs: readonly Run[] }) {
  const t = useTranslations("model.run");
  return (
    <section aria-label={t("title")} className="flex flex-col gap-3">
      <h3 className="font-semibold text-sm">{t("title")}</h3>
      <ul className="divide-y divide-line border-line border-t">
        {runs.map((run) => (
          <li key={run.id} className="flex flex-col gap-2 py-3">
            <RunLine slug={slug} run={run} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RunLine({ slug, run }: { slug: string; run: Run }) {
  const t = useTranslations("model.run");
  const { model, version, state, cause, asked, items, taken, failed, tokens } = run;
  const told = t("figures", { asked, items, taken, failed, tokens });
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <Badge tone={tones[state]}>{t(state === "running" && run.isCancelled ? "cancelling" : `state.${state}`)}</Badge>
        <span className="wrap-anywhere">{t("named", { model, version })}</span>
        <span className="text-muted">
          <RelativeTime at={run.finishedAt ?? run.createdAt} />
        </span>
      </div>
      {state === "running" ? <Progress label={t("progress")} value={asked} max={items} valueText={told} /> : null}
      <p className="text-sm">{told}</p>
      {cause ? <p className="text-danger-text text-sm">{t(`cause.${cause}`)}</p> : null}
      {state === "running" && !run.isCancelled ? <Cancel slug={slug} id={run.id} /> : null}
      {failed > 0 ? <RunFailures slug={slug} id={run.id} count={failed} /> : null}
    </>
  );
}

function Cancel({ slug, id }: { slug: string; id: string }) {
  const t = useTranslations("model.run");
  const client = useQueryClient();
  const cancel = useMutation(
    orpc.endpoint.cancel.mutationOptions({
      onSettled: () => client.invalidateQueries({ queryKey: orpc.endpoint.key() }),
    }),
  );
  return (
    <div>
      <Button size="sm" pending={cancel.isPending} onClick={() => cancel.mutate({ slug, id })}>
        {t("cancel")}
      </Button>
      <ErrorMessage error={cancel.error} />
    </div>
  );
}
