"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { SkeletonText } from "#components/ui/skeleton";
import { type ApiOutputs, orpc } from "#lib/client";
import { EndpointFacts } from "./endpoint-facts";
import { EndpointForm } from "./endpoint-form";
import { RunList } from "./run-list";

export type EndpointState = ApiOutputs["endpoint"]["read"];

const REFRESH_MS = 1_500;

/** A model that is asked by this server: which, where, how far it is, and what came to nothing. */
export function EndpointCard({ slug }: { slug: string }) {
  const t = useTranslations("model.endpoint");
  const query = useQuery({
    ...orpc.endpoint.read.queryOptions({ input: { slug } }),
    refetchInterval: ({ state }) => (isRunning(state.data) ? REFRESH_MS : false),
  });
  const { data } = query;
  useRecorded(data);
  return (
    <Card title={t("title")}>
      <div className="flex flex-col gap-4">
        <p className="max-w-prose text-muted">{t("text")}</p>
        <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />
        {query.isPending ? <SkeletonText lines={4} /> : null}
        {data ? <Asking slug={slug} data={data} /> : null}
      </div>
    </Card>
  );
}

/** What a run records stands in other parts of the page: they are read again, however short the run was. */
function useRecorded(data: EndpointState | undefined): void {
  const client = useQueryClient();
  const taken = data?.runs.reduce((sum, run) => sum + run.taken, 0);
  const before = useRef(taken);
  useEffect(() => {
    if (taken === undefined) return;
    if (before.current !== undefined && before.current !== taken)
      void client.invalidateQueries({ queryKey: orpc.suggestion.key() });
    before.current = taken;
  }, [client, taken]);
}

const isRunning = (data: EndpointState | undefined) => data?.runs.some(({ state }) => state === "running") ?? false;

function Asking({ slug, data }: { slug: string; data: EndpointState }) {
  const t = useTranslations("model.endpoint");
  const [isOpen, setOpen] = useState(false);
  const { endpoint, origins, runs } = data;
  const isShut = origins.length === 0 || !data.isAskable;
  return (
    <>
      {data.isAskable ? null : <Alert title={t("unfitTitle")}>{t("unfit")}</Alert>}
      {data.isAskable && origins.length === 0 ? (
        <Alert title={t("shutTitle")}>
          {t.rich("shut", { code: (chunks) => <code className="font-mono">{chunks}</code> })}
        </Alert>
      ) : null}
      {endpoint && !isOpen ? (
        <EndpointFacts slug={slug} data={{ ...data, endpoint }} onChange={() => setOpen(true)} />
      ) : null}
      {!isShut && (isOpen || !endpoint) ? (
        <EndpointForm slug={slug} origins={origins} endpoint={endpoint} onDone={() => setOpen(false)} />
      ) : null}
      {endpoint && !isOpen && !isShut ? <StartRun slug={slug} data={{ ...data, endpoint }} /> : null}
      {runs.length > 0 ? <RunList slug={slug} runs={runs} /> : null}
    </>
  );
}

type StartProps = { slug: string; data: EndpointState & { endpoint: NonNullable<EndpointState["endpoint"]> } };

function StartRun({ slug, data }: StartProps) {
  const t = useTranslations("model.endpoint");
  const client = useQueryClient();
  const { endpoint, left } = data;
  const start = useMutation(
    orpc.endpoint.start.mutationOptions({
      onSettled: () => client.invalidateQueries({ queryKey: orpc.endpoint.key() }),
    }),
  );
  const count = Math.min(left, endpoint.maxItems);
  const why = isRunning(data)
    ? t("running")
    : left === 0
      ? t("nothingLeft")
      : endpoint.isAllowed
        ? undefined
        : t("notAllowed");
  return (
    <div className="flex flex-col items-start gap-3">
      <Alert tone="warning" title={t("leavesTitle", { origin: new URL(endpoint.address).origin })}>
        {t("leaves")}
      </Alert>
      <Button variant="primary" pending={start.isPending} disabledReason={why} onClick={() => start.mutate({ slug })}>
        {t("start", { count })}
      </Button>
      <p className="text-muted text-sm">{why ?? t("left", { left })}</p>
      <ErrorMessage error={start.error} />
    </div>
  );
}
