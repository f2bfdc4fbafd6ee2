"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Card } from "#components/ui/card";
import { DefinitionList } from "#components/ui/definition-list";
import { Points } from "#components/ui/points";
import { DateTime } from "#components/ui/relative-time";
import { SkeletonText } from "#components/ui/skeleton";
import { type ApiOutputs, orpc } from "#lib/client";
import { PaidList } from "./paid-list";
import { ProjectLink } from "./project-link";
import { UserActs } from "./user-acts";
import { UserState } from "./users-view";

export type UserDetail = ApiOutputs["admin"]["readUser"];

/** One person: what an admin has to know, may do, and may have to take back. */
export function UserView({ handle }: { handle: string }) {
  const t = useTranslations("admin.user");
  const crumb = useTranslations("common");
  const users = useTranslations("admin.tab");
  const query = useQuery(orpc.admin.readUser.queryOptions({ input: { handle } }));
  if (query.error) return <ErrorMessage error={query.error} onRetry={() => query.refetch()} />;
  const user = query.data;
  if (!user) {
    return (
      <Card aria-busy="true">
        <SkeletonText lines={6} />
      </Card>
    );
  }
  return (
    <>
      <nav aria-label={crumb("breadcrumb")} className="-mb-4 text-muted text-sm">
        <Link href="/admin" className="quiet-link">
          ← {users("users")}
        </Link>
      </nav>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xl">
          {user.handle}
          {user.name ? <span className="font-normal text-muted">{user.name}</span> : null}
          <UserState user={user} />
        </h2>
        <UserActs user={user} />
      </div>
      <Card title={t("facts")} level={3}>
        <Facts user={user} />
      </Card>
      <PaidList user={user} />
    </>
  );
}

function Facts({ user }: { user: UserDetail }) {
  const t = useTranslations("admin.user");
  const roles = user.projects.map((seat) => (
    <li key={`${seat.slug} ${seat.role}`}>
      <ProjectLink slug={seat.slug}>{seat.name}</ProjectLink>{" "}
      <span className="text-muted">{t(`role.${seat.role}`)}</span>
    </li>
  ));
  return (
    <DefinitionList
      items={[
        { key: "email", term: t("email"), detail: <span className="break-all">{user.email}</span> },
        { key: "joined", term: t("joined"), detail: <DateTime at={user.createdAt} /> },
        { key: "balance", term: t("balance"), detail: <Points milli={user.balance} /> },
        { key: "password", term: t("password"), detail: user.hasPassword ? t("hasPassword") : t("noPassword") },
        { key: "boards", term: t("boards"), detail: user.hiddenFromBoards ? t("hidden") : t("visible") },
        {
          key: "roles",
          term: t("roles"),
          detail: roles.length > 0 ? <ul className="flex flex-col gap-0.5">{roles}</ul> : t("noRoles"),
        },
      ]}
    />
  );
}
