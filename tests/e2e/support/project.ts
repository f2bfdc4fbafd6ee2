import { randomUUID } from "node:crypto";
import type { ApiInputs } from "#lib/client";
import { MILLI_PER_POINT } from "#lib/domain/points";
import type { Decision } from "#lib/domain/review";
import type { Api } from "./api";
import { aWord, type Person } from "./people";

type Input = ApiInputs["project"]["create"];
type Wishes = Partial<Input> & {
  /** Points that the admin grants; 0 for none. */
  budget?: number;
  reviewers?: readonly Person[];
  /** Left a draft when false. */
  isOpen?: boolean;
};

export type Made = { slug: string; name: string };

/** An open project with a budget: 2 points for a piece, a quarter for a review, one review each, unless wished otherwise. */
export async function makeProject(owner: Person, admin: Person, wishes: Wishes = {}): Promise<Made> {
  const { budget = 100, reviewers = [], isOpen = true, ...input } = wishes;
  const slug = `e2e-${aWord()}`;
  const made = { slug, name: `Harbour ${slug}`, ...input };
  await owner.api.project.create({
    id: randomUUID(),
    summary: "Sentences that people say at a harbour, for a test.",
    languages: ["en"],
    modality: "text",
    guidelines: "## What we want\n\nOne sentence that somebody would say at a harbour.",
    labelSchema: { kind: "none" },
    licence: "CC0-1.0",
    reviewsWanted: 1,
    acceptPrice: 2 * MILLI_PER_POINT,
    reviewPrice: MILLI_PER_POINT / 4,
    ...made,
  });
  if (budget > 0) await admin.api.admin.fund({ id: randomUUID(), slug: made.slug, amount: budget * MILLI_PER_POINT });
  if (isOpen) await owner.api.project.changeState({ slug: made.slug, to: "open" });
  for (const { handle } of reviewers) await owner.api.project.grantReviewer({ slug: made.slug, person: handle });
  return { slug: made.slug, name: made.name };
}

/** A text that nobody has sent before, and that is nobody's near duplicate: two have at most two fifths in common. */
export function aSentence(): string {
  return `The ferry ${aWord()} to ${aWord()} leaves at a quarter to nine.`;
}

/** Sends a text as the page would; returns its id. */
export async function send(author: Person, slug: string, text: string): Promise<string> {
  const { consentHash, declarationHash } = await author.api.project.get({ slug });
  const id = randomUUID();
  const declaration = { licence: "CC0-1.0", source: "own", wordingHash: declarationHash } as const;
  await author.api.contribution.submit({
    id,
    project: slug,
    language: "en",
    content: { text },
    consentHash,
    declaration,
  });
  return id;
}

/** Takes the next item of a project and decides it, for good. */
export async function decideNext(reviewer: { api: Api }, slug: string, decision: Decision): Promise<void> {
  const { items } = await reviewer.api.review.claim({ slug, wanted: 1 });
  const [item] = items;
  if (!item) throw new Error(`nothing to review in ${slug}`);
  const because = decision === "accept" ? {} : { reason: "quality" as const, feedback: "Say which pier." };
  await reviewer.api.review.decide({ slotId: item.slotId, decision, undoMs: 0, ...because });
}
