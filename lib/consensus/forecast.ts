import type { AnswerRows } from "./answers";
import { type Interval, meanInterval, shareInterval } from "./interval";
import { NO_LABEL } from "./majority";
import type { OverlapPolicy } from "./overlap";
import { replayOverlap } from "./overlap-replay";

export type Forecast = {
  /** Items of the pilot that have an answer; everything below rests on them. */
  pilotItems: number;
  answersPerItem: { mean: number; interval?: Interval };
  /** Whole milli-points for all items wanted, rounded up; the interval is that of the mean answers. */
  cost: { expected: number; low: number; high: number };
  /** Share of items that somebody has to decide. */
  escalated: number;
  /** Share of items where the pilot had too few answers to tell; they count with the answers they have. */
  cutShort: number;
  /** Right among settled items: counted on items with a known label, else what the model says of itself. */
  accuracy?: { basis: "known" | "model"; mean: number; interval?: Interval };
};

/** Cost and quality of so many items at a price per answer, by replaying a pilot under the policy; undefined without a pilot. */
export function forecastOverlap(
  pilot: AnswerRows,
  policy: OverlapPolicy,
  wanted: { items: number; price: number },
  known?: ArrayLike<number>,
): Forecast | undefined {
  const { taken, ended } = replayOverlap(pilot, policy);
  const answered = [...taken.keys()].filter((item) => taken[item] !== 0);
  const answersPerItem = meanInterval(answered.map((item) => taken[item] as number));
  if (!answersPerItem) return undefined;
  const { mean, interval } = answersPerItem;
  const costOf = (answers: number) => Math.ceil(Math.max(0, answers) * wanted.items) * wanted.price;
  const share = (act: string) => answered.filter((item) => ended[item]?.act === act).length / answered.length;
  return {
    pilotItems: answered.length,
    answersPerItem,
    cost: { expected: costOf(mean), low: costOf(interval?.low ?? mean), high: costOf(interval?.high ?? mean) },
    escalated: share("escalate"),
    cutShort: share("ask"),
    accuracy: findAccuracy(),
  };

  function findAccuracy(): Forecast["accuracy"] {
    const settled = answered.filter((item) => ended[item]?.act === "stop");
    const checked = settled.filter((item) => known !== undefined && known[item] !== NO_LABEL);
    if (checked.length === 0) {
      const byModel = meanInterval(settled.map((item) => ended[item]?.confidence as number));
      return byModel && { basis: "model", ...byModel };
    }
    const right = checked.filter((item) => ended[item]?.label === known?.[item]).length;
    return { basis: "known", mean: right / checked.length, interval: shareInterval(right, checked.length) };
  }
}
