import { type Interval, shareInterval } from "#lib/consensus/interval";
import type { HelpKind } from "./model-help";

/*
 * How far people's answers agree with a model's, apart from each other: with its suggestion in sight, drawn to go without it, and otherwise.
 * Only answers to closed items, never to gold. Source: docs/model-help.md.
 */

/** Answers of one kind held against the model. */
export type Compared = { answers: number; agreed: number };
/** With the Wilson interval of 95 % of the share that agrees; null without answers. */
export type ComparedShare = Compared & { interval: Interval | null };

export type PersonCounts = Record<HelpKind, Compared> & {
  /** Shown answers to items whose label is not what the model says, and how many of them follow the model all the same. */
  differing: number;
  followed: number;
};

/** `rubber-stamp/1`: from how many such answers on somebody is marked, and above which share of the population that the lower bound must lie. */
const RUBBER_STAMP = { rule: "rubber-stamp/1", answers: 5, share: 0.5 } as const;

/**
 * Why somebody's answers may be the model's: `follows`, where the label of the item differs from the model, they mostly say what the model says (the lower
 * bound of the interval lies above one half, of five answers or more); `swayed`, they agree with it more when they see it than when they were drawn not
 * to, by more than both intervals allow (five answers or more of each).
 */
export type StampSign = "follows" | "swayed";

export function compareShare({ answers, agreed }: Compared): ComparedShare {
  return { answers, agreed, interval: answers === 0 ? null : shareInterval(agreed, answers) };
}

export function stampSigns({ shown, withheld, differing, followed }: PersonCounts): StampSign[] {
  const signs: StampSign[] = [];
  const { answers, share } = RUBBER_STAMP;
  if (differing >= answers && shareInterval(followed, differing).low > share) signs.push("follows");
  const isComparable = shown.answers >= answers && withheld.answers >= answers;
  const [seen, unseen] = [shareInterval(shown.agreed, shown.answers), shareInterval(withheld.agreed, withheld.answers)];
  if (isComparable && seen.low > unseen.high) signs.push("swayed");
  return signs;
}
