"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Card } from "#components/ui/card";
import { PageHeader } from "#components/ui/page-header";
import { Status } from "#components/ui/status";
import { type ApiOutputs, orpc } from "#lib/client";
import { ContentText } from "./content-text";
import { EraseButton } from "./erase-button";
import { ErasedNote } from "./erased-note";
import { FlaggedNote } from "./flagged-note";
import { ItemFacts, ItemPoints, ItemTrail } from "./item-aside";
import { ReviseForm } from "./revise-form";
import { RoundCard } from "./round-card";
import { WithdrawButton } from "./withdraw-button";

type Item = ApiOutputs["contribution"]["get"];
type ContributionViewProps = { id: string; userId: string; stored: ApiOutputs["draft"]["get"] };

// Reviews come in from others: a page that is left open keeps up with them.
const POLL_MS = 15_000;
// The ledger gives numbers a moment after what they are of.
const NUMBER_MS = 2_000;

/** One contribution: what it says, where it stands, what was said about it, what it brought, and where the ledger has it. */
export function ContributionView({ id, userId, stored }: ContributionViewProps) {
  const t = useTranslations("contribution");
  const { data: item, error } = useQuery({
    ...orpc.contribution.get.queryOptions({ input: { id } }),
    refetchInterval: ({ state }) => {
      if (state.data?.entries.some((entry) => entry.index === null)) return NUMBER_MS;
      return state.data?.status === "in_review" ? POLL_MS : false;
    },
  });
  if (!item) return error ? <ErrorMessage error={error} className="mt-10" /> : null;
  const rounds = [...item.rounds]
    .reverse()
    .map((round, at, all) => (
      <RoundCard key={round.round} item={item} round={round} before={all[at + 1]?.content ?? null} />
    ));
  // What is asked for is read before the form that answers it; the rest is history.
  const asked = item.canRevise ? rounds.splice(0, 1) : null;
  return (
    <>
      <PageHeader
        title={t("title")}
        crumbs={[{ label: item.project.name, href: `/projects/${item.project.slug}` }]}
        meta={<Status of="contribution" value={item.status} />}
        actions={
          <>
            {item.canWithdraw ? <WithdrawButton id={item.id} /> : null}
            {item.canErase ? <EraseButton item={item} /> : null}
          </>
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <StateNote item={item} />
          {item.flagged ? <FlaggedNote flagged={item.flagged} /> : null}
          <Card>
            {item.erased ? (
              <ErasedNote erased={item.erased} />
            ) : item.content ? (
              <ContentText
                content={item.content}
                {...item.project}
                lang={item.language}
                media={item.media}
                found={item.flagged?.found ?? []}
              />
            ) : (
              <p className="text-muted">{t("notYours")}</p>
            )}
          </Card>
          {asked ? (
            <>
              <h2 className="sr-only">{t("asked")}</h2>
              {asked}
              <ReviseForm key={item.round} item={item} userId={userId} stored={stored} />
            </>
          ) : null}
          {rounds.length > 0 ? (
            <section aria-labelledby="rounds" className="flex flex-col gap-4">
              <h2 id="rounds" className="text-lg">
                {t("rounds")}
              </h2>
              {rounds}
            </section>
          ) : null}
        </div>
        <aside className="flex min-w-0 flex-col gap-6">
          <ItemPoints item={item} />
          <ItemFacts item={item} />
          <ItemTrail item={item} />
        </aside>
      </div>
    </>
  );
}

const tones = {
  in_review: "accent",
  changes_requested: "warning",
  accepted: "success",
  rejected: "danger",
  withdrawn: "neutral",
} as const;

function StateNote({ item }: { item: Item }) {
  const t = useTranslations("contribution.state");
  const done = item.rounds.at(-1)?.reviewsDone ?? 0;
  // What was erased before its verdict has no verdict, and was not withdrawn: the note below says what happened.
  if (item.erased && item.status === "withdrawn") return null;
  const key = item.status === "changes_requested" && item.viewer !== "author" ? "changes_requestedOther" : item.status;
  return <Alert tone={tones[item.status]}>{t(key, { done, wanted: item.reviewsWanted })}</Alert>;
}
