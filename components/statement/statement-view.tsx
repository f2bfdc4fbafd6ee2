"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Coins } from "lucide-react";
import { useTranslations } from "next-intl";
import { ClaimCard } from "#components/receipt/claim-card";
import { ErrorMessage } from "#components/shell/error-message";
import { Card } from "#components/ui/card";
import { DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { LinkButton } from "#components/ui/link-button";
import { MoreButton } from "#components/ui/more-button";
import { PointsNotice } from "#components/ui/notice";
import { Points } from "#components/ui/points";
import { Stat, StatRow } from "#components/ui/stat";
import { orpc } from "#lib/client";
import { statementPaging } from "#lib/domain/statement-paging";
import { type TransferLine, untilNumbered, useTransferColumns } from "./transfer-lines";

/** My points as a bank would print them: every line with its cause, its balance and its place in the ledger. */
export function StatementView() {
  const t = useTranslations("statement");
  const columns = useTransferColumns({ withBalance: true });
  const query = useInfiniteQuery({
    ...orpc.statement.read.infiniteOptions(statementPaging),
    refetchInterval: ({ state }) => untilNumbered(state.data?.pages.flatMap((page) => page.items)),
  });
  const balance = query.data?.pages[0]?.balance;
  const lines = query.data?.pages.flatMap((page) => page.items);
  return (
    <div className="flex flex-col gap-5">
      <StatRow>
        <Stat label={t("balanceNow")} value={balance === undefined ? undefined : <Points milli={balance} />} />
      </StatRow>
      <PointsNotice />
      {query.error ? <ErrorMessage error={query.error} onRetry={() => query.refetch()} /> : null}
      <Card flush>
        <DataTable<TransferLine>
          caption={t("title")}
          columns={columns}
          rows={lines}
          rowId={(line) => line.id}
          empty={
            <EmptyState
              icon={<Coins />}
              title={t("empty.title")}
              action={<LinkButton href="/projects">{t("empty.action")}</LinkButton>}
            >
              {t("empty.text")}
            </EmptyState>
          }
        />
      </Card>
      <MoreButton query={query}>{t("more")}</MoreButton>
      <ClaimCard />
    </div>
  );
}
