/** A box of a picture; a segment of a recording is a box of height 1 at 0 (`segmentRegion`). */
export type Region = { left: number; top: number; right: number; bottom: number; kind: string };

/** Boxes of several people are one thing where they cover each other by half or more; more than half of the people must have drawn it. */
export const REGION = { rule: "region/1", overlap: 0.5 } as const;

export type AgreedRegion = Region & {
  /** People who drew it. */
  votes: number;
  /** Mean overlap of what they drew with the middle, from 0 to 1. */
  closeness: number;
};
/** Exactly half of the people is undecided, like a tie. */
export type RegionConsensus = { regions: AgreedRegion[]; undecided: AgreedRegion[] };

/** `at`: its place in that person's answer. */
export type Drawn = { person: number; at: number; region: Region };

/**
 * `region/1`: the closest pair of different people's boxes of one kind is put together first, then the next, never two of one person; each group's
 * edges are the medians of its members' edges. Each answer is the list of one person's boxes, empty where they found none.
 */
export function agreeOnRegions(answers: readonly (readonly Region[])[]): RegionConsensus {
  const agreed = groupRegions(answers)
    .map(findMiddle)
    .sort((a, b) => b.votes - a.votes || compareRegions(a, b));
  return {
    regions: agreed.filter(({ votes }) => 2 * votes > answers.length),
    undecided: agreed.filter(({ votes }) => 2 * votes === answers.length),
  };
}

/** What several people drew, put together as `region/1` does: each group holds at most one region of a person. */
export function groupRegions(answers: readonly (readonly Region[])[]): Drawn[][] {
  const drawn = answers
    .flatMap((regions, person) => regions.map((region, at) => ({ person, at, region })))
    .sort(compareDrawn);
  const group = drawn.map((_, at) => at);
  for (const { one, other } of listPairs(drawn)) {
    const [a, b] = [group[one] as number, group[other] as number];
    const people = (of: number) => drawn.filter((_, at) => group[at] === of).map(({ person }) => person);
    if (a === b || people(a).some((person) => people(b).includes(person))) continue;
    for (const [at, each] of group.entries()) if (each === b) group[at] = a;
  }
  return [...new Set(group)].map((of) => drawn.filter((_, at) => group[at] === of));
}

/** Area of what two boxes share over that of what they cover together; 0 for boxes without area. */
export function measureIou(a: Region, b: Region): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (!(width > 0 && height > 0)) return 0;
  const area = ({ left, top, right, bottom }: Region) => (right - left) * (bottom - top);
  return (width * height) / (area(a) + area(b) - width * height);
}

/** Pairs that may be one thing, closest first; equally close ones by where they lie, so that names of people change nothing. */
function listPairs(drawn: readonly Drawn[]): { one: number; other: number; overlap: number }[] {
  const pairs = drawn.flatMap((a, one) =>
    drawn.slice(one + 1).flatMap((b, rest) => {
      const overlap = a.region.kind === b.region.kind ? measureIou(a.region, b.region) : 0;
      return overlap >= REGION.overlap && a.person !== b.person ? [{ one, other: one + 1 + rest, overlap }] : [];
    }),
  );
  return pairs.sort((a, b) => b.overlap - a.overlap || a.one - b.one || a.other - b.other);
}

/** The medians of a group's edges. */
export function findMiddle(members: readonly Drawn[]): AgreedRegion {
  const regions = members.map(({ region }) => region);
  const edge = (side: "left" | "top" | "right" | "bottom") => median(regions.map((region) => region[side]));
  const middle = {
    left: edge("left"),
    top: edge("top"),
    right: edge("right"),
    bottom: edge("bottom"),
    kind: (regions[0] as Region).kind,
  };
  const closeness = regions.reduce((sum, region) => sum + measureIou(region, middle), 0) / regions.length;
  return { ...middle, votes: members.length, closeness };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]] as [number, number];
  return (low + high) / 2;
}

const compareDrawn = (a: Drawn, b: Drawn) => compareRegions(a.region, b.region);

function compareRegions(a: Region, b: Region): number {
  return (
    a.left - b.left ||
    a.top - b.top ||
    a.right - b.right ||
    a.bottom - b.bottom ||
    (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0)
  );
}
