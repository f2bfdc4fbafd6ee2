"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Points } from "#components/ui/points";
import { DateTime } from "#components/ui/relative-time";
import { SkeletonText } from "#components/ui/skeleton";
import { useToast } from "#components/ui/toast";
import { type ApiOutputs, api, orpc } from "#lib/client";
import { saveFile } from "./save-file";

type Line = ApiOutputs["claim"]["list"]["items"][number];

// Until a public checkpoint covers the newest snapshot's entry.
const REFRESH_MS = 3_000;

/** Balances that can be shown to anybody: a file for each of the newest snapshots. */
export function ClaimCard() {
  const t = useTranslations("claim");
  const { data, error, refetch } = useQuery({
    ...orpc.claim.list.queryOptions({ input: {} }),
    refetchInterval: (query) => (query.state.data?.items.some((line) => !line.isPublished) ? REFRESH_MS : false),
  });
  return (
    <Card title={t("title")}>
      <div className="flex flex-col gap-3">
        <p className="text-muted text-sm">
          {t("lead")}{" "}
          <Link href="/docs/points" className="link">
            {t("whatPointsAre")}
          </Link>
        </p>
        {error ? <ErrorMessage error={error} onRetry={() => refetch()} /> : null}
        {!data && !error ? <SkeletonText lines={2} /> : null}
        {data?.items.length === 0 ? <p className="text-sm">{t("none")}</p> : null}
        {data && data.items.length > 0 ? (
          <ul className="divide-y divide-line border-line border-y">
            {data.items.map((line) => (
              <ClaimLine key={line.size} line={line} />
            ))}
          </ul>
        ) : null}
        {data && data.items.length > 0 ? (
          <p className="text-muted text-sm">
            {t("check")}{" "}
            <a href="/verify" className="link">
              {t("verify")}
            </a>
          </p>
        ) : null}
      </div>
    </Card>
  );
}

function ClaimLine({ line }: { line: Line }) {
  const t = useTranslations("claim");
  const toast = useToast();
  const save = useMutation({
    mutationFn: () => api.claim.read({ size: line.size }),
    onSuccess: (file) => {
      if (file) saveFile(new Blob([file.text], { type: "application/json" }), `points-claim-${file.size}.json`);
      else toast({ title: t("notYet"), tone: "neutral" });
    },
  });
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <span className="flex min-w-0 flex-col">
        <span className="font-medium">
          <Points milli={line.balance} />
        </span>
        <span className="text-muted text-sm">
          <DateTime at={line.takenAt} /> · {t("size", { size: line.size })}
          {line.entryIndex === null ? null : (
            <>
              {" · "}
              <Link href={`/ledger/${line.entryIndex}`} className="quiet-link tabular">
                #{line.entryIndex}
              </Link>
            </>
          )}
        </span>
      </span>
      {line.isPublished ? (
        <Button
          size="sm"
          icon={<Download aria-hidden="true" />}
          onClick={() => save.mutate()}
          pending={save.isPending}
          aria-label={t("saveNamed", { size: line.size })}
        >
          {t("save")}
        </Button>
      ) : (
        <span className="text-muted text-sm">{t("waiting")}</span>
      )}
      {save.error ? <ErrorMessage error={save.error} /> : null}
    </li>
  );
}
