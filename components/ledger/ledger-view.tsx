"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { type Column, DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { Hash } from "#components/ui/hash";
import { Input } from "#components/ui/input";
import { MoreButton } from "#components/ui/more-button";
import { RelativeTime } from "#components/ui/relative-time";
import { Select } from "#components/ui/select";
import { Stat, StatRow } from "#components/ui/stat";
import { orpc } from "#lib/client";
import { type EntryKind, entryKinds } from "#lib/domain/entry";
import { ledgerPaging } from "#lib/domain/entry-paging";
import { AnchorCard } from "./anchor-card";
import { LogCard } from "./log-card";

type EntryLine = { index: number; id: string; kind: EntryKind; leafHash: string; createdAt: Date };

const REFRESH_MS = 2_000;

/** The ledger as a stream: its size and root, live, and every entry, newest first. */
export function LedgerView() {
  const t = useTranslations("ledger");
  // Read here, not on the server, so that the page stays one for everybody.
  const [subject, setSubject] = useState<string>();
  useEffect(() => setSubject(new URLSearchParams(window.location.search).get("subject") ?? undefined), []);
  const [kind, setKind] = useState<EntryKind | "">("");
  const query = useInfiniteQuery(
    orpc.ledger.entries.infiniteOptions(ledgerPaging({ ...(kind && { kind }), ...(subject && { subject }) })),
  );
  const columns = useEntryColumns();
  return (
    <div className="flex flex-col gap-5">
      <TreeStats />
      <LogCard />
      <AnchorCard />
      <div className="flex flex-wrap items-center gap-3">
        <Select
          dense
          aria-label={t("kindFilter")}
          value={kind}
          onChange={(event) => setKind(event.target.value as EntryKind | "")}
          options={[
            { value: "", label: t("allKinds") },
            ...entryKinds.map((value) => ({ value, label: t(`kind.${value}`) })),
          ]}
        />
        <FindEntry />
      </div>
      {query.error ? <ErrorMessage error={query.error} onRetry={() => query.refetch()} /> : null}
      <Card flush>
        <DataTable<EntryLine>
          caption={t("caption")}
          columns={columns}
          rows={query.data?.pages.flatMap((page) => page.items)}
          rowId={(row) => row.id}
          skeletonRows={12}
          empty={<EmptyState title={t("empty")} />}
        />
      </Card>
      <MoreButton query={query}>{t("more")}</MoreButton>
    </div>
  );
}

function TreeStats() {
  const t = useTranslations("ledger");
  const format = useFormatter();
  const { data: head } = useQuery(orpc.ledger.head.queryOptions({ input: {}, refetchInterval: REFRESH_MS }));
  const { data: log } = useQuery(orpc.ledger.log.queryOptions({ input: {}, refetchInterval: REFRESH_MS }));
  return (
    <Card>
      <StatRow>
        <Stat label={t("size")} value={head && format.number(head.size)} />
        <Stat label={t("updated")} value={head && <RelativeTime at={head.updatedAt} />} />
        {head && head.waiting > 0 ? (
          <Stat label={t("waiting")} value={format.number(head.waiting)} note={t("waitingNote")} />
        ) : null}
      </StatRow>
      {/* Where the log is signed, its root stands with the signature. */}
      {head && log && !log.published ? (
        <div className="mt-4 border-line border-t pt-4">
          <p className="text-muted text-sm">{t("root")}</p>
          <Hash value={head.root} show="all" what={t("root")} />
        </div>
      ) : null}
    </Card>
  );
}

function FindEntry() {
  const t = useTranslations("ledger");
  const router = useRouter();
  const [reference, setReference] = useState("");
  return (
    <form
      className="flex items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = reference.trim().replace(/^#/, "");
        if (wanted) router.push(`/ledger/${encodeURIComponent(wanted)}`);
      }}
    >
      <Input
        aria-label={t("find")}
        placeholder={t("find")}
        value={reference}
        onChange={(event) => setReference(event.target.value)}
        className="h-8 w-64 text-sm"
      />
      <Button type="submit" size="sm">
        {t("open")}
      </Button>
    </form>
  );
}

function useEntryColumns(): Column<EntryLine>[] {
  const t = useTranslations("ledger");
  return [
    {
      id: "index",
      header: t("index"),
      rowHeader: true,
      cell: (row) => (
        <Link href={`/ledger/${row.index}`} className="link tabular">
          #{row.index}
        </Link>
      ),
    },
    { id: "kind", header: t("kindHead"), cell: (row) => t(`kind.${row.kind}`) },
    { id: "leaf", header: t("leaf"), from: "sm", cell: (row) => <Hash value={row.leafHash} what={t("leaf")} /> },
    { id: "time", header: t("time"), cell: (row) => <RelativeTime at={row.createdAt} className="text-muted" /> },
  ];
}
