import type { Answers } from "./answers";

/** How often each label was given to one item. The same object each time: read it before the next call. */
export type Tally = {
  /** counts[label], for the labels seen only; the others are 0. */
  counts: Int32Array;
  /** The labels given, each once, ascending. */
  seen: number[];
  /** Answers of the item. */
  answers: number;
};

export function makeTally({ classes, start, label }: Answers): (item: number) => Tally {
  const tally: Tally = { counts: new Int32Array(classes), seen: [], answers: 0 };
  return (item) => {
    for (const each of tally.seen) tally.counts[each] = 0;
    tally.seen.length = 0;
    const [from, to] = [start[item] as number, start[item + 1] as number];
    for (let at = from; at < to; at += 1) {
      const each = label[at] as number;
      if (tally.counts[each] === 0) tally.seen.push(each);
      tally.counts[each] = (tally.counts[each] as number) + 1;
    }
    tally.seen.sort((a, b) => a - b);
    tally.answers = to - from;
    return tally;
  };
}
