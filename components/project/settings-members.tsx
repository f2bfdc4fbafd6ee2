"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { DataTable } from "#components/ui/data-table";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { DateTime } from "#components/ui/relative-time";
import { useToast } from "#components/ui/toast";
import { type ApiOutputs, orpc } from "#lib/client";

type Member = ApiOutputs["project"]["members"]["items"][number];

/** Who reviews: add by handle or address, remove after a question. */
export function SettingsMembers({ slug, reviewsWanted }: { slug: string; reviewsWanted: number }) {
  const t = useTranslations("project.members");
  const query = useInfiniteQuery(
    orpc.project.members.infiniteOptions({
      input: (cursor: string | undefined) => ({ slug, cursor, limit: 50 }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
  );
  const members = query.data?.pages.flatMap((page) => page.items);
  return (
    <div className="flex flex-col gap-6">
      <p className="text-muted">{t("lead")}</p>
      {members && !query.hasNextPage ? <TooFew have={members.length} wanted={reviewsWanted} /> : null}
      <AddCard slug={slug} />
      {query.error ? <ErrorMessage error={query.error} onRetry={() => query.refetch()} /> : null}
      <MembersTable slug={slug} members={members} />
      {query.hasNextPage ? (
        <Button className="self-center" onClick={() => query.fetchNextPage()} pending={query.isFetchingNextPage}>
          {t("more")}
        </Button>
      ) : null}
    </div>
  );
}

function TooFew({ have, wanted }: { have: number; wanted: number }) {
  const t = useTranslations("project.members");
  if (have <= 1) {
    return (
      <Alert tone="warning" title={t("none")}>
        {t("noneText", { wanted })}
      </Alert>
    );
  }
  return have < wanted ? <Alert tone="warning">{t("tooFew", { wanted, have })}</Alert> : null;
}

function AddCard({ slug }: { slug: string }) {
  const t = useTranslations("project.members");
  const client = useQueryClient();
  const toast = useToast();
  const [person, setPerson] = useState("");
  const add = useMutation(
    orpc.project.grantReviewer.mutationOptions({
      onSuccess: async ({ handle, changed }) => {
        setPerson("");
        toast({ title: changed ? t("added", { handle }) : t("already", { handle }), tone: "success" });
        await client.invalidateQueries({ queryKey: orpc.project.members.key() });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (person.trim() && !add.isPending) add.mutate({ slug, person: person.trim() });
  };
  return (
    <Card title={t("addTitle")}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <div className="flex flex-wrap items-start gap-3">
          <Field label={t("person")} hideLabel hint={t("personHint")} className="grow sm:max-w-md">
            <Input
              value={person}
              onChange={(event) => setPerson(event.target.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              required
            />
          </Field>
          <Button type="submit" variant="primary" className="min-h-10" pending={add.isPending}>
            {t("add")}
          </Button>
        </div>
        <ErrorMessage error={add.error} />
      </form>
    </Card>
  );
}

function MembersTable({ slug, members }: { slug: string; members: Member[] | undefined }) {
  const t = useTranslations("project.members");
  const client = useQueryClient();
  const toast = useToast();
  const [asked, setAsked] = useState<string>();
  const remove = useMutation(
    orpc.project.revokeReviewer.mutationOptions({
      onSuccess: async ({ handle }) => {
        toast({ title: t("removed", { handle }) });
        await client.invalidateQueries({ queryKey: orpc.project.members.key() });
      },
      onSettled: () => setAsked(undefined),
    }),
  );
  return (
    <Card flush>
      {remove.error ? <ErrorMessage error={remove.error} className="m-5" /> : null}
      <DataTable
        caption={t("caption")}
        rows={members}
        rowId={(member) => `${member.handle} ${member.role}`}
        skeletonRows={3}
        columns={[
          { id: "person", header: t("personHead"), cell: (member) => <Person member={member} />, rowHeader: true },
          { id: "role", header: t("role"), cell: (member) => t(member.role), className: "whitespace-nowrap" },
          { id: "since", header: t("since"), cell: (member) => <DateTime at={member.since} timeless />, from: "sm" },
          {
            id: "actions",
            header: t("actions"),
            cell: (member) =>
              member.role === "reviewer" ? (
                <Button
                  size="sm"
                  variant="ghost"
                  aria-label={t("removeWhom", { handle: member.handle })}
                  onClick={() => setAsked(member.handle)}
                >
                  {t("remove")}
                </Button>
              ) : null,
          },
        ]}
      />
      <ConfirmDialog
        open={asked !== undefined}
        onOpenChange={(isOpen) => (isOpen ? undefined : setAsked(undefined))}
        title={t("removeTitle", { handle: asked ?? "" })}
        description={t("removeText")}
        action={t("remove")}
        danger
        pending={remove.isPending}
        onConfirm={() => asked && remove.mutate({ slug, person: asked })}
      />
    </Card>
  );
}

function Person({ member }: { member: Member }) {
  return (
    <Link href={`/u/${member.handle}`} className="quiet-link">
      {member.name ?? member.handle}
      {member.name ? <span className="ms-2 font-normal text-muted">@{member.handle}</span> : null}
    </Link>
  );
}
