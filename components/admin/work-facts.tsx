"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import { DefinitionList } from "#components/ui/definition-list";
import { RelativeTime } from "#components/ui/relative-time";
import { Stat, StatRow } from "#components/ui/stat";
import { orpc } from "#lib/client";

const REFRESH_MS = 5_000;
// What the service counts up to.
const COUNTED = 1_000;
const parts = ["database", "migrations", "jobs"] as const;

type Health = { ready: boolean; parts: Record<(typeof parts)[number], "ok" | "failing">; log: string };

/** What `/api/health` says, and how much work waits. */
export function WorkFacts() {
  const t = useTranslations("admin.jobs");
  const format = useFormatter();
  const work = useQuery({ ...orpc.admin.readWork.queryOptions({ input: {} }), refetchInterval: REFRESH_MS });
  const health = useQuery({ queryKey: ["health"], queryFn: readHealth, refetchInterval: REFRESH_MS });
  const { data } = work;
  const count = (value: number) => (value >= COUNTED ? `${format.number(COUNTED)}+` : format.number(value));
  return (
    <Card title={t("health")} action={health.data ? <Ready ready={health.data.ready} /> : undefined}>
      <ErrorMessage
        error={work.error ?? health.error}
        onRetry={() => Promise.all([work.refetch(), health.refetch()])}
      />
      <StatRow>
        <Stat label={t("waiting")} value={data && count(data.jobs.waiting)} />
        <Stat label={t("failed")} value={data && count(data.jobs.failed)} />
        <Stat label={t("outbox")} value={data && count(data.outbox)} />
      </StatRow>
      <DefinitionList
        className="mt-4"
        items={[
          ...parts.map((part) => ({
            key: part,
            term: t(`part.${part}`),
            detail: <Part state={health.data?.parts[part]} />,
          })),
          {
            key: "log",
            term: t("part.log"),
            detail: <Part state={health.data && (health.data.log === "ok" ? "ok" : "failing")} />,
          },
          {
            key: "beat",
            term: t("loopBeat"),
            detail: data ? data.beatAt ? <RelativeTime at={data.beatAt} /> : t("loopNever") : "–",
          },
          {
            key: "kept",
            term: t("database"),
            detail: data ? t(data.database === "pglite" ? "embedded" : "postgres") : "–",
          },
          { key: "mail", term: t("mail"), detail: data ? t(data.mail ? "mailOn" : "mailOff") : "–" },
        ]}
      />
    </Card>
  );
}

function Ready({ ready }: { ready: boolean }) {
  const t = useTranslations("admin.jobs");
  return ready ? (
    <Badge tone="success" icon={<CircleCheck aria-hidden="true" />}>
      {t("ready")}
    </Badge>
  ) : (
    <Badge tone="danger" icon={<CircleX aria-hidden="true" />}>
      {t("notReady")}
    </Badge>
  );
}

function Part({ state }: { state: "ok" | "failing" | undefined }) {
  return state === undefined ? "–" : <Ready ready={state === "ok"} />;
}

async function readHealth(): Promise<Health> {
  // Its body is the same when it is not well (503).
  return (await fetch("/api/health", { cache: "no-store" })).json();
}
