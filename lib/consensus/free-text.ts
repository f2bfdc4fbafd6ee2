/** Of several texts the one closest to all others; below `least` mean closeness nobody's is taken and somebody decides. */
export const FREE_TEXT = { rule: "text-medoid/1", least: 0.5, tie: 1e-9 } as const;

export type TextConsensus = {
  /** Where in the answers the chosen text is: the first of those that say the same; undefined in a tie between different texts. */
  chosen?: number;
  /** Mean closeness of the best text to the others, from 0 to 1; 1 where there is only one. */
  closeness: number;
  /** A tie, texts too far apart, or nobody to compare with. */
  adjudicate: boolean;
};

/** `text-medoid/1`: closeness of two texts is 1 - edit distance / length of the longer, in code points, spaces run together. */
export function agreeOnText(texts: readonly string[]): TextConsensus {
  if (texts.length < 2)
    return { chosen: texts.length === 1 ? 0 : undefined, closeness: texts.length, adjudicate: true };
  const points = texts.map(splitText);
  const near = points.map((one) => points.map((other) => compareTexts(one, other)));
  const means = near.map((row, at) => {
    const others = row.filter((_, other) => other !== at).sort((a, b) => a - b);
    return others.reduce((sum, each) => sum + each, 0) / others.length;
  });
  const closeness = Math.max(...means);
  const best = [...means.keys()].filter((at) => (means[at] as number) >= closeness - FREE_TEXT.tie);
  const same = best.every((at) => near[best[0] as number]?.[at] === 1);
  return {
    chosen: same ? best[0] : undefined,
    closeness,
    adjudicate: !same || closeness < FREE_TEXT.least,
  };
}

function splitText(text: string): string[] {
  return [...text.normalize("NFC").trim().replace(/\s+/gu, " ")];
}

/** 1 for the same text, 0 for texts that share nothing in place. */
function compareTexts(one: readonly string[], other: readonly string[]): number {
  const longer = Math.max(one.length, other.length);
  return longer === 0 ? 1 : 1 - countEdits(one, other) / longer;
}

/** Levenshtein's distance, one row at a time. */
function countEdits(one: readonly string[], other: readonly string[]): number {
  let row = Int32Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, point] of one.entries()) {
    const next = new Int32Array(other.length + 1);
    next[0] = at + 1;
    for (let to = 1; to <= other.length; to += 1) {
      const replaced = (row[to - 1] as number) + (point === other[to - 1] ? 0 : 1);
      next[to] = Math.min(replaced, (row[to] as number) + 1, (next[to - 1] as number) + 1);
    }
    row = next;
  }
  return row[other.length] as number;
}
