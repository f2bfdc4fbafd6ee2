"use client";

import { useQuery } from "@tanstack/react-query";
import { Camera } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { DefinitionList } from "#components/ui/definition-list";
import { Hash } from "#components/ui/hash";
import { DateTime, RelativeTime } from "#components/ui/relative-time";
import { SkeletonText } from "#components/ui/skeleton";
import { type ApiOutputs, api, orpc } from "#lib/client";
import { useAct } from "./use-act";

// While one is made, or its entry waits for its place.
const REFRESH_MS = 2_000;

/** Has the balances of all accounts recorded now, for claims of them; and shows the newest record. */
export function SnapshotCard() {
  const t = useTranslations("admin.snapshot");
  const take = useAct({ act: () => api.admin.takeSnapshot({}), said: ({ state }) => t(`said.${state}`) });
  const isAsked = take.data?.state === "requested" || take.data?.state === "under_way";
  const { data, error, refetch } = useQuery({
    ...orpc.admin.readSnapshots.queryOptions({ input: {} }),
    refetchInterval: ({ state: { data: found, dataUpdatedAt } }) => {
      const isMoving = found && (found.underWay !== null || found.newest?.entryIndex === null);
      const isAwaited = isAsked && (found?.newest?.takenAt.getTime() ?? 0) < take.submittedAt;
      return dataUpdatedAt > 0 && (isMoving || isAwaited) ? REFRESH_MS : false;
    },
  });
  return (
    <Card
      title={t("title")}
      action={
        <Button
          size="sm"
          icon={<Camera aria-hidden="true" />}
          pending={take.isPending}
          onClick={() => take.mutate(undefined)}
        >
          {t("take")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <p className="text-muted text-sm">{t("lead")}</p>
        <ErrorMessage error={error} onRetry={() => refetch()} />
        {data ? <State {...data} /> : error ? null : <SkeletonText lines={3} />}
      </div>
    </Card>
  );
}

function State({ newest, underWay, problem }: ApiOutputs["admin"]["readSnapshots"]) {
  const t = useTranslations("admin.snapshot");
  return (
    <>
      {problem ? (
        <Alert tone="danger">
          {t.rich(`problem.${problem.reason}`, { count: problem.count, when: () => <DateTime at={problem.at} /> })}
        </Alert>
      ) : null}
      {newest ? null : <p className="text-sm">{t("none")}</p>}
      <DefinitionList
        items={[
          ...(newest ? newestItems(newest, t) : []),
          ...(underWay === null ? [] : [{ term: t("underWay"), detail: t("underWayOf", { size: underWay }) }]),
        ]}
      />
    </>
  );
}

type Newest = NonNullable<ApiOutputs["admin"]["readSnapshots"]["newest"]>;

function newestItems(
  { size, leaves, takenAt, root, entryIndex }: Newest,
  t: ReturnType<typeof useTranslations<"admin.snapshot">>,
) {
  const entry =
    entryIndex === null ? (
      t("entryWaits")
    ) : (
      <Link href={`/ledger/${entryIndex}`} className="quiet-link tabular">
        #{entryIndex}
      </Link>
    );
  return [
    {
      term: t("newest"),
      detail: (
        <>
          <RelativeTime at={takenAt} /> · {t("ofEntries", { size, leaves })}
        </>
      ),
    },
    { term: t("entry"), detail: entry },
    { term: t("root"), detail: <Hash value={root} what={t("root")} /> },
  ];
}
