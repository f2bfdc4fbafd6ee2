/** Order from comparisons. Each option also meets an option of strength 1 once, half won and half lost, so that nobody is infinitely strong. */
export const RANKING = { rule: "bradley-terry/1", rounds: 1000, tie: 1e-6 } as const;

/** Somebody put `better` before `worse`; as two halves where they found them equal. */
export type Comparison = { better: number; worse: number; equal?: boolean };

export type Ranking = {
  /** The chance that an option beats another is its strength over the sum of both. */
  strength: Float64Array;
  /** Options from best to worst; those that nothing tells apart share a place, and are no consensus among themselves. */
  places: number[][];
  /** Comparisons that this order contradicts, of all: 0 where people agree. */
  against: number;
};

/** Every pair of a ranking: places from best to worst, options of one place are equal. */
export function compareRanked(places: readonly (readonly number[])[]): Comparison[] {
  const ranked = places.flatMap((options, place) => options.map((option) => ({ option, place })));
  return ranked.flatMap((one, at) =>
    ranked
      .slice(at + 1)
      .map((other) => ({ better: one.option, worse: other.option, equal: one.place === other.place })),
  );
}

/** Bradley & Terry's model (Biometrika 39, 1952) by minorisation and maximisation (Hunter, Ann. Stat. 32, 2004), a fixed number of rounds. */
export function rankOptions(options: number, comparisons: readonly Comparison[]): Ranking {
  const { met, won } = countWins(options, comparisons);
  const rivals = Array.from({ length: options }, (_, one) =>
    [...Array(options).keys()].filter((other) => met[one * options + other] !== 0),
  );
  let strength = new Float64Array(options).fill(1);
  for (let round = 0; round < RANKING.rounds; round += 1)
    strength = strength.map((own, one) => {
      const terms = (rivals[one] as number[]).map(
        (other) => (met[one * options + other] as number) / (own + (strength[other] as number)),
      );
      // From the smallest on, so that the options' names change no digit.
      const sum = [...terms, 1 / (own + 1)].sort((a, b) => a - b).reduce((total, term) => total + term, 0);
      return ((won[one] as number) + 0.5) / sum;
    });
  const places = findPlaces(strength);
  return { strength, places, against: countAgainst(comparisons, places) };
}

function countWins(options: number, comparisons: readonly Comparison[]) {
  const met = new Float64Array(options * options);
  const won = new Float64Array(options);
  const add = (cells: Float64Array, at: number, value: number) => {
    cells[at] = (cells[at] as number) + value;
  };
  for (const { better, worse, equal } of comparisons) {
    if (!(isOption(better) && isOption(worse)) || better === worse)
      throw new RangeError(`options ${better} and ${worse} cannot be compared`);
    add(met, better * options + worse, 1);
    add(met, worse * options + better, 1);
    add(won, better, equal ? 0.5 : 1);
    add(won, worse, equal ? 0.5 : 0);
  }
  return { met, won };

  function isOption(option: number): boolean {
    return Number.isInteger(option) && option >= 0 && option < options;
  }
}

function findPlaces(strength: Float64Array): number[][] {
  const of = (option: number) => strength[option] as number;
  const places: number[][] = [];
  let last = Infinity;
  for (const option of [...strength.keys()].sort((a, b) => of(b) - of(a) || a - b)) {
    if (of(option) < last * (1 - RANKING.tie)) places.push([option]);
    else (places.at(-1) as number[]).push(option);
    last = of(option);
  }
  return places.map((place) => place.sort((a, b) => a - b));
}

function countAgainst(comparisons: readonly Comparison[], places: readonly number[][]): number {
  const place = new Map(places.flatMap((options, at) => options.map((option) => [option, at])));
  const strict = comparisons.filter(({ equal }) => !equal);
  const against = strict.filter(({ better, worse }) => (place.get(better) as number) > (place.get(worse) as number));
  return strict.length === 0 ? 0 : against.length / strict.length;
}
