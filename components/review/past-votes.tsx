import { useTranslations } from "next-intl";
import { Status } from "#components/ui/status";
import type { ReviewItem } from "./use-desk";

type Votes = NonNullable<ReviewItem["previous"]>["votes"];

/** What the round before had to say; nobody's name, and nothing of this round. */
export function PastVotes({ round, votes }: { round: number; votes: Votes }) {
  const t = useTranslations("review.diff");
  const reasons = useTranslations("project.reason");
  return (
    <section className="border-line border-t pt-4">
      <h3 className="mb-2 font-medium text-muted text-sm">{t("asked", { round })}</h3>
      <ul className="flex flex-col gap-2.5 text-sm">
        {votes.map((vote, at) => (
          // Votes have neither name nor order; the list never changes while it is shown.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above.
          <li key={at} className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1">
            <Status of="decision" value={vote.decision} />
            {vote.reason ? <span className="text-muted">{reasons(vote.reason)}</span> : null}
            {vote.feedback ? (
              <q className="basis-full whitespace-pre-wrap break-words border-line border-s-2 ps-3 text-ink" dir="auto">
                {vote.feedback}
              </q>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
