"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { NotFoundPage } from "#components/shell/not-found-page";
import { type TransferLine, untilNumbered, useTransferColumns } from "#components/statement/transfer-lines";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { LinkButton } from "#components/ui/link-button";
import { PageHeader } from "#components/ui/page-header";
import { Points } from "#components/ui/points";
import { DateTime } from "#components/ui/relative-time";
import { Segmented } from "#components/ui/segmented";
import { Stat, StatRow } from "#components/ui/stat";
import { orpc } from "#lib/client";
import { type BoardPeriod, boardPeriods } from "#lib/domain/board";
import { reasonOf } from "#lib/sent-error";
import { YearGrid } from "./year-grid";

type Opened = { period: BoardPeriod; date?: string };

/** A person's public page: sums, the year as a grid, and what any window's score is made of. */
export function ProfileView({ handle }: { handle: string }) {
  const t = useTranslations("profile");
  const ledger = useTranslations("ledger");
  const format = useFormatter();
  const [opened, setOpened] = useState<Opened>({ period: "all" });
  const [project, setProject] = useState<string>();
  // A board's row leads here with its window; read in the browser, so that the page stays one for everybody.
  useEffect(() => {
    const asked = new URLSearchParams(window.location.search);
    const period = boardPeriods.find((value) => value === asked.get("period"));
    if (period) setOpened({ period });
    setProject(asked.get("project") ?? undefined);
  }, []);
  const { data: profile, error, refetch } = useQuery(orpc.profile.read.queryOptions({ input: { handle } }));
  if (error && reasonOf(error) === "user.not_found") return <NotFoundPage />;
  if (error) return <ErrorMessage error={error} onRetry={() => refetch()} className="mt-10" />;
  const rate = profile && profile.decided > 0 ? profile.accepted / profile.decided : undefined;
  return (
    <>
      <PageHeader
        title={profile?.name ?? handle}
        crumbs={[{ label: t("board"), href: "/leaderboard" }]}
        lead={
          <>
            @{profile?.handle ?? handle}
            {profile ? (
              <>
                {" · "}
                {t.rich("joined", { date: () => <DateTime at={profile.joinedAt} timeless /> })}
              </>
            ) : null}
          </>
        }
        actions={
          <LinkButton href={`/ledger/recompute?person=${encodeURIComponent(handle)}`}>
            {ledger("recompute.linkOther")}
          </LinkButton>
        }
      />
      <StatRow className="pb-6">
        <Stat label={t("points")} value={profile && <Points milli={profile.points} bare />} />
        <Stat label={t("accepted")} value={profile && format.number(profile.accepted)} />
        <Stat
          label={t("acceptance")}
          value={rate === undefined ? undefined : format.number(rate, { style: "percent", maximumFractionDigits: 1 })}
          note={profile ? t("ofDecided", { count: profile.decided }) : undefined}
        />
        <Stat label={t("reviews")} value={profile && format.number(profile.reviews)} />
      </StatRow>
      <div className="flex flex-col gap-5">
        <Card title={t("year")}>
          <YearGrid
            days={profile?.days ?? []}
            selected={opened.period === "day" ? opened.date : undefined}
            onSelect={(day) => setOpened({ period: "day", date: day })}
          />
        </Card>
        <ScoreParts handle={handle} project={project} opened={opened} onOpen={setOpened} />
      </div>
    </>
  );
}

type ScorePartsProps = {
  handle: string;
  project: string | undefined;
  opened: Opened;
  onOpen: (opened: Opened) => void;
};

/** The transfers behind a score; they add up to it, and each opens into its ledger entry. */
function ScoreParts({ handle, project, opened, onOpen }: ScorePartsProps) {
  const t = useTranslations("profile");
  const tb = useTranslations("board");
  const columns = useTransferColumns({ withBalance: false });
  const parts = useInfiniteQuery({
    ...orpc.profile.parts.infiniteOptions({
      input: (cursor: string | undefined) => ({ handle, project, ...opened, cursor, limit: 25 }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
    refetchInterval: ({ state }) => untilNumbered(state.data?.pages.flatMap((page) => page.items)),
  });
  const first = parts.data?.pages[0];
  return (
    <Card
      flush
      title={t("parts")}
      action={
        <Segmented
          label={tb("window")}
          value={opened.period}
          onChange={(period) => onOpen({ period })}
          options={boardPeriods.map((value) => ({ value, label: tb(`period.${value}`) }))}
        />
      }
    >
      <p className="px-5 pb-3 text-muted text-sm">
        {first
          ? t.rich("sum", { points: () => <Points milli={first.points} />, from: first.from, period: opened.period })
          : t("summing")}
      </p>
      {parts.error ? <ErrorMessage error={parts.error} onRetry={() => parts.refetch()} className="mx-5 mb-4" /> : null}
      <DataTable<TransferLine>
        caption={t("parts")}
        columns={columns}
        rows={parts.data?.pages.flatMap((page) => page.items)}
        rowId={(line) => line.id}
        skeletonRows={4}
        empty={<EmptyState title={t("noParts")} />}
      />
      {parts.hasNextPage ? (
        <div className="border-line border-t p-3 text-center">
          <Button onClick={() => parts.fetchNextPage()} pending={parts.isFetchingNextPage}>
            {t("more")}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
