"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Ban, CircleDashed, ShieldCheck, UserSearch } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import { type Column, DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { useCursorStack } from "#components/ui/pagination";
import { DateTime } from "#components/ui/relative-time";
import { Segmented } from "#components/ui/segmented";
import { type ApiOutputs, orpc } from "#lib/client";
import { useDelayed } from "./use-delayed";

type User = ApiOutputs["admin"]["listUsers"]["items"][number];
const filters = ["all", "admins", "banned"] as const;

/** Everybody, searched on the server. */
export function UsersView() {
  const t = useTranslations("admin.users");
  const [search, setSearch] = useState("");
  const [filter, setFilter] = useState<(typeof filters)[number]>("all");
  const wanted = useDelayed(search.trim());
  const columns = useUserColumns();
  const { cursor, pager, reset } = useCursorStack();
  const query = useQuery({
    ...orpc.admin.listUsers.queryOptions({ input: { filter, search: wanted || undefined, cursor } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Card flush>
      <div className="flex flex-wrap items-end justify-between gap-3 p-5">
        <Field label={t("search")} hideLabel className="w-full sm:max-w-xs">
          <Input
            type="search"
            placeholder={t("search")}
            maxLength={100}
            value={search}
            onChange={(event) => {
              setSearch(event.target.value);
              reset();
            }}
          />
        </Field>
        <Segmented
          label={t("filter")}
          value={filter}
          onChange={(value) => {
            setFilter(value);
            reset();
          }}
          options={filters.map((value) => ({ value, label: t(value) }))}
        />
      </div>
      <ErrorMessage error={query.error} onRetry={() => query.refetch()} className="m-5" />
      {query.error ? null : (
        <div className={query.isPlaceholderData ? "opacity-70" : undefined}>
          <DataTable<User>
            caption={t("title")}
            columns={columns}
            rows={query.data?.items}
            rowId={(user) => user.id}
            paging={{ ...pager(query.data?.nextCursor), pending: query.isPlaceholderData }}
            empty={
              <EmptyState icon={<UserSearch />} title={t("emptyTitle")}>
                {t("emptyText")}
              </EmptyState>
            }
          />
        </div>
      )}
    </Card>
  );
}

function useUserColumns(): Column<User>[] {
  const t = useTranslations("admin.users.column");
  return useMemo(
    () => [
      {
        id: "person",
        header: t("person"),
        rowHeader: true,
        cell: (user) => (
          <Link href={`/admin/users/${user.handle}`} className="quiet-link">
            {user.handle}
            {user.name ? <span className="ms-2 font-normal text-muted">{user.name}</span> : null}
          </Link>
        ),
      },
      { id: "email", header: t("email"), from: "md", cell: (user) => <span className="text-muted">{user.email}</span> },
      { id: "state", header: t("state"), cell: (user) => <UserState user={user} /> },
      { id: "joined", header: t("joined"), from: "sm", cell: (user) => <DateTime at={user.createdAt} timeless /> },
    ],
    [t],
  );
}

/** Admin, blocked or unconfirmed, as badges; nothing for everybody else. */
export function UserState({ user }: { user: Pick<User, "isAdmin" | "bannedAt" | "emailVerified"> }) {
  const t = useTranslations("admin.users");
  return (
    <span className="flex flex-wrap gap-1.5">
      {user.isAdmin ? (
        <Badge tone="accent" icon={<ShieldCheck aria-hidden="true" />}>
          {t("admin")}
        </Badge>
      ) : null}
      {user.bannedAt ? (
        <Badge tone="danger" icon={<Ban aria-hidden="true" />}>
          {t("blocked")}
        </Badge>
      ) : null}
      {user.emailVerified ? null : <Badge icon={<CircleDashed aria-hidden="true" />}>{t("unconfirmed")}</Badge>}
    </span>
  );
}
