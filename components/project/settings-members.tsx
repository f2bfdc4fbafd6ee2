"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useMe } from "#components/account/use-me";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { DataTable } from "#components/ui/data-table";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { MoreButton } from "#components/ui/more-button";
import { DateTime } from "#components/ui/relative-time";
import { Segmented } from "#components/ui/segmented";
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
      <MoreButton query={query}>{t("more")}</MoreButton>
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

type Role = Member["role"];

function AddCard({ slug }: { slug: string }) {
  const t = useTranslations("project.members");
  const client = useQueryClient();
  const toast = useToast();
  const [person, setPerson] = useState("");
  const [role, setRole] = useState<Role>("reviewer");
  const settle = (added: "addedReviewer" | "addedOwner", already: "alreadyReviewer" | "alreadyOwner") => ({
    onSuccess: async ({ handle, changed }: { handle: string; changed: boolean }) => {
      setPerson("");
      toast({ title: t(changed ? added : already, { handle }), tone: "success" });
      await client.invalidateQueries({ queryKey: orpc.project.key() });
    },
  });
  const reviewer = useMutation(orpc.project.grantReviewer.mutationOptions(settle("addedReviewer", "alreadyReviewer")));
  const owner = useMutation(orpc.project.grantOwner.mutationOptions(settle("addedOwner", "alreadyOwner")));
  const pending = reviewer.isPending || owner.isPending;
  const add = role === "owner" ? owner : reviewer;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (person.trim() && !pending) add.mutate({ slug, person: person.trim() });
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
          <Segmented
            label={t("as")}
            value={role}
            onChange={setRole}
            options={[
              { value: "reviewer", label: t("reviewer") },
              { value: "owner", label: t("owner") },
            ]}
            className="min-h-10 items-center"
          />
          <Button type="submit" variant="primary" className="min-h-10" pending={pending}>
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
  const [asked, setAsked] = useState<Member>();
  const me = useMe();
  const isLastOwner = members?.filter((member) => member.role === "owner").length === 1;
  return (
    <Card flush>
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
            cell: (member) => (
              <Button
                size="sm"
                variant="ghost"
                aria-label={t(member.role === "owner" ? "removeOwnerWhom" : "removeWhom", { handle: member.handle })}
                disabledReason={member.role === "owner" && isLastOwner ? t("onlyOwner") : undefined}
                onClick={() => setAsked(member)}
              >
                {member.role === "owner" && member.handle === me?.handle ? t("leave") : t("remove")}
              </Button>
            ),
          },
        ]}
      />
      {asked ? (
        <RemoveDialog
          slug={slug}
          member={asked}
          isMe={asked.handle === me?.handle}
          onClose={() => setAsked(undefined)}
        />
      ) : null}
    </Card>
  );
}

type RemoveProps = { slug: string; member: Member; isMe: boolean; onClose: () => void };

function RemoveDialog({ slug, member, isMe, onClose }: RemoveProps) {
  const t = useTranslations("project.members");
  const client = useQueryClient();
  const toast = useToast();
  const router = useRouter();
  const isOwner = member.role === "owner";
  const act = isOwner ? orpc.project.revokeOwner : orpc.project.revokeReviewer;
  const remove = useMutation(
    act.mutationOptions({
      onSuccess: async ({ handle }) => {
        toast({ title: t(isOwner ? "removedOwner" : "removed", { handle }) });
        onClose();
        // Nothing here is mine to see any more.
        if (isOwner && isMe) router.replace("/me/projects");
        await client.invalidateQueries({ queryKey: orpc.project.key() });
      },
    }),
  );
  const kind = isOwner ? (isMe ? "leave" : "removeOwner") : "remove";
  return (
    <ConfirmDialog
      open
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t(`${kind}Title`, { handle: member.handle })}
      description={t(`${kind}Text`)}
      action={kind === "leave" ? t("leave") : t("remove")}
      danger
      pending={remove.isPending}
      onConfirm={() => remove.mutate({ slug, person: member.handle })}
    >
      <ErrorMessage error={remove.error} />
    </ConfirmDialog>
  );
}

function Person({ member }: { member: Member }) {
  return (
    <Link href={`/u/${member.handle}`} className="quiet-link">
      {member.name ?? member.handle}
      {member.name ? (
        <span className="ms-2 inline-block whitespace-nowrap font-normal text-muted">@{member.handle}</span>
      ) : null}
    </Link>
  );
}
