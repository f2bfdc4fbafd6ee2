import { diffArrays } from "diff";

export type DiffPart = { kind: "same" | "added" | "removed"; text: string };

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Thai}]/u;
// Beyond this much change, or this long, a token-wise comparison tells nobody anything: the whole text is shown before and after.
const MAX_EDITS = 4_000;
const TIMEOUT_MS = 300;

const words = new Intl.Segmenter(undefined, { granularity: "word" });
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Words where words have spaces between them, characters (as people count them) where they have not. */
export function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (const { segment } of words.segment(text)) {
    if (!CJK.test(segment)) tokens.push(segment);
    else for (const one of graphemes.segment(segment)) tokens.push(one.segment);
  }
  return tokens;
}

/** What was removed from and added to `before` to make `after`, in reading order, removals first. */
export function diffTexts(before: string, after: string): DiffPart[] {
  const options = { maxEditLength: MAX_EDITS, timeout: TIMEOUT_MS };
  const changes = diffArrays(tokensOf(before), tokensOf(after), options);
  if (!changes) return replaced(before, after);
  const parts = changes.map<DiffPart>(({ value, added, removed }) => ({
    kind: added ? "added" : removed ? "removed" : "same",
    text: value.join(""),
  }));
  return joinRuns(parts);
}

function replaced(before: string, after: string): DiffPart[] {
  const parts: DiffPart[] = [
    { kind: "removed", text: before },
    { kind: "added", text: after },
  ];
  return parts.filter(({ text }) => text !== "");
}

/** A space or a mark between two changes is part of one change: "the big dog" to "a small cat" reads as one replacement. */
function joinRuns(parts: readonly DiffPart[]): DiffPart[] {
  const joined: DiffPart[] = [];
  let removed = "";
  let added = "";
  const flush = () => {
    joined.push(...replaced(removed, added));
    removed = "";
    added = "";
  };
  for (const [at, part] of parts.entries()) {
    if (part.kind === "removed") removed += part.text;
    else if (part.kind === "added") added += part.text;
    else if (removed && added && /^\s+$/.test(part.text) && changesAfter(parts, at)) {
      removed += part.text;
      added += part.text;
    } else {
      flush();
      joined.push(part);
    }
  }
  flush();
  return joined;
}

function changesAfter(parts: readonly DiffPart[], at: number): boolean {
  return parts[at + 1]?.kind === "removed" && parts[at + 2]?.kind === "added";
}
