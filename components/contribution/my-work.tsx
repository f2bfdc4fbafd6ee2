"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { BatchList } from "#components/batch/batch-list";
import { ErrorMessage } from "#components/shell/error-message";
import { Card } from "#components/ui/card";
import { Points } from "#components/ui/points";
import { Stat, StatRow } from "#components/ui/stat";
import { orpc } from "#lib/client";
import { OwnList } from "./own-list";
import { WaitingCard } from "./waiting-card";

/** One's own page: what waits, how one's work stands, every submission, every import. */
export function MyWork() {
  const t = useTranslations("contribution.me");
  const format = useFormatter();
  const { data: counts, error, refetch } = useQuery(orpc.contribution.counts.queryOptions({ input: {} }));
  const figure = (count: number | undefined) => (count === undefined ? undefined : format.number(count));
  return (
    <div className="flex flex-col gap-6">
      {error ? <ErrorMessage error={error} onRetry={() => refetch()} /> : null}
      <StatRow>
        <Stat label={t("balance")} value={counts && <Points milli={counts.balance} bare />} href="/me/statement" />
        <Stat label={t("accepted")} value={figure(counts?.accepted)} />
        <Stat label={t("inReview")} value={figure(counts?.in_review)} />
        <Stat label={t("changes")} value={figure(counts?.changes_requested)} />
        <Stat label={t("rejected")} value={figure(counts?.rejected)} />
      </StatRow>
      {counts && counts.changes_requested > 0 ? <WaitingCard count={counts.changes_requested} /> : null}
      <OwnList />
      <Card title={t("imports")} flush>
        <BatchList />
      </Card>
    </div>
  );
}
