"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useErrorText } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Progress } from "#components/ui/progress";
import { orpc } from "#lib/client";
import { RecomputeResult } from "./recompute-result";
import { RecomputeError, recompute } from "./recompute-run";

type Advance = { done: number; size: number };

/** Whose points, the button, and how far it is; the page may be left and come back to, nothing is sent anywhere. */
export function RecomputeView() {
  const t = useTranslations("ledger.recompute");
  const { data: me } = useQuery(orpc.account.me.queryOptions({ input: {} }));
  const [handle, setHandle] = useState<string>();
  // Read here, not on the server, so that the page stays one for everybody.
  useEffect(
    () => setHandle((old) => old ?? new URLSearchParams(window.location.search).get("person") ?? undefined),
    [],
  );
  const person = (handle ?? me?.handle ?? "").trim().replace(/^@/, "");
  const [advance, setAdvance] = useState<Advance>();
  const stop = useRef<AbortController>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const run = useMutation({
    mutationFn: (wanted: string) => {
      stop.current?.abort();
      stop.current = new AbortController();
      setAdvance(undefined);
      return recompute(wanted, (done, size) => setAdvance({ done, size }), stop.current.signal);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (person && !run.isPending) run.mutate(person);
  };
  return (
    <div className="flex flex-col gap-5">
      <Card>
        <form onSubmit={submit} className="flex flex-wrap items-center gap-3">
          <Field label={t("person")} hint={t("personHint")}>
            <Input
              value={handle ?? me?.handle ?? ""}
              onChange={(event) => setHandle(event.target.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              prefix="@"
            />
          </Field>
          <Button
            type="submit"
            variant="primary"
            pending={run.isPending}
            disabledReason={person === "" ? t("nobody") : undefined}
          >
            {t("start")}
          </Button>
          {run.isPending ? <Button onClick={() => stop.current?.abort()}>{t("stop")}</Button> : null}
        </form>
        {run.isPending ? <Reading advance={advance} /> : null}
      </Card>
      <Failure error={run.error} />
      {run.data ? <RecomputeResult done={run.data} /> : null}
    </div>
  );
}

function Reading({ advance }: { advance: Advance | undefined }) {
  const t = useTranslations("ledger.recompute");
  const format = useFormatter();
  const text = advance
    ? t("reading", { done: format.number(advance.done), size: format.number(advance.size) })
    : t("beginning");
  return (
    <div className="mt-4">
      <Progress label={t("start")} value={advance?.done} max={advance?.size} valueText={text} />
      <p className="mt-2 text-muted text-sm tabular">{text}</p>
    </div>
  );
}

function Failure({ error }: { error: unknown }) {
  const t = useTranslations("ledger.recompute");
  const textOf = useErrorText();
  if (!error) return null;
  if (error instanceof DOMException && error.name === "AbortError") return <Alert tone="neutral">{t("stopped")}</Alert>;
  const text = error instanceof RecomputeError ? t(`refused.${error.reason}`) : textOf(error);
  return (
    <Alert tone="danger" live title={t("notDone")}>
      {text}
    </Alert>
  );
}
