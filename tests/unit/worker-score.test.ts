import { describe, expect, it } from "vitest";
import { type AnswerRows, arrangeAnswers } from "#lib/consensus/answers";
import { CONSENSUS, reachConsensus } from "#lib/consensus/consensus";
import { fitDawidSkene, fitOneCoin, ONE_COIN } from "#lib/consensus/dawid-skene";
import { judgeItem } from "#lib/consensus/judge-item";
import { NO_LABEL } from "#lib/consensus/majority";
import { scoreWorkers, WORKER_SCORE } from "#lib/consensus/worker-score";
import fc from "#tests/support/property";
import { makeRandom } from "#tests/support/random";

/** Seven honest workers, right in four of five; one who always says 0, one who says anything, one who answered nothing. Label 0 is true in 80 %. */
function makeCrowd(): AnswerRows {
  const random = makeRandom(4);
  const cells = Array.from({ length: 300 }, (_, item) => item).flatMap((item) => {
    const truth = random() < 0.8 ? 0 : 1;
    const honest = Array.from({ length: 7 }, () => (random() < 0.8 ? truth : 1 - truth));
    return [...honest, 0, random() < 0.5 ? 0 : 1].map((label, worker) => ({ item, worker, label }));
  });
  const column = (name: "item" | "worker" | "label") => cells.map((cell) => cell[name]);
  return {
    items: 300,
    workers: 10,
    classes: 2,
    item: column("item"),
    worker: column("worker"),
    label: column("label"),
  };
}

describe(WORKER_SCORE.rule, () => {
  const answers = arrangeAnswers(makeCrowd());
  const { score, accuracy, answers: given } = scoreWorkers(answers, fitDawidSkene(answers));

  it("gives nothing for a constant or for chance, though the constant agrees with four labels of five", () => {
    for (const worker of [7, 8]) {
      expect(Math.abs(score[worker] as number)).toBeLessThan(0.03);
      expect(Math.abs((accuracy[worker] as number) - 5_000)).toBeLessThan(700);
    }
    for (let worker = 0; worker < 7; worker += 1) {
      expect(score[worker]).toBeGreaterThan(0.12);
      expect(accuracy[worker]).toBeGreaterThan(7_000);
      expect(accuracy[worker]).toBeLessThan(9_000);
    }
  });

  it("says of somebody without answers that nothing is known", () => {
    expect([given[9], score[9], accuracy[9]]).toEqual([0, 0, 5_000]);
  });

  it("is the same whoever answered first", () => {
    const rows = makeCrowd();
    const reversed = { ...rows, item: [...(rows.item as number[])].reverse() };
    reversed.worker = [...(rows.worker as number[])].reverse();
    reversed.label = [...(rows.label as number[])].reverse();
    const other = arrangeAnswers(reversed);
    expect(scoreWorkers(other, fitDawidSkene(other))).toEqual({ score, accuracy, answers: given });
  });

  it("counts known labels as certain", () => {
    const rows = { items: 2, workers: 2, classes: 2, item: [0, 0, 1, 1], worker: [0, 1, 0, 1], label: [0, 1, 1, 0] };
    const two = arrangeAnswers(rows);
    const scores = scoreWorkers(two, fitDawidSkene(two, [0, 1]));
    expect([...scores.accuracy]).toEqual([7_500, 2_500]);
    expect(scores.score[0]).toBeCloseTo(0.5, 12);
  });
});

describe(CONSENSUS.rule, () => {
  const vote = (labels: readonly (readonly number[])[]) =>
    arrangeAnswers({
      items: labels.length,
      workers: 9,
      classes: 3,
      item: labels.flatMap((row, item) => row.map(() => item)),
      worker: labels.flatMap((row) => row.map((_, worker) => worker)),
      label: labels.flat(),
    });

  it("leaves it to the majority where people gave few answers, with the share of the votes as confidence", () => {
    const few = reachConsensus(vote([[0, 0, 1], [1, 2], []]));
    expect(few.decidedBy).toBe("majority/1");
    expect([...few.label]).toEqual([0, NO_LABEL, NO_LABEL]);
    expect([...few.confidence]).toEqual([2 / 3, 0, 0]);
  });

  it("leaves it to the model from four answers an item on, and names the items where the majority says otherwise", () => {
    // Workers 0 and 1 are right on all gold, the three others on none.
    const rows = Array.from({ length: 6 }, () => [0, 0, 1, 1, 1]);
    const { decidedBy, label, majority, differing, confidence } = reachConsensus(vote(rows), [0, 0, 0, 0, 0, NO_LABEL]);
    expect(decidedBy).toBe("dawid-skene/1");
    expect([label[5], majority[5]]).toEqual([0, 1]);
    expect([...differing]).toEqual([0, 1, 2, 3, 4, 5]);
    expect(confidence[5]).toBeGreaterThan(0.9);
  });

  it("leaves it to the model at three answers an item when workers gave forty each", () => {
    const rows = Array.from({ length: 40 }, (_, item) => [item % 3, item % 3, (item + (item % 2)) % 3]);
    expect(reachConsensus(vote(rows)).decidedBy).toBe("dawid-skene/1");
    expect(reachConsensus(vote(rows.slice(1))).decidedBy).toBe("majority/1");
  });
});

describe("one item judged at once", () => {
  const cells = fc.array(fc.tuple(fc.nat(4), fc.nat(2)), { minLength: 1, maxLength: 8 });

  it("has the bits of the model's next round, whatever order the answers came in", () => {
    const crowd = arrangeAnswers(makeCrowd());
    const { model, posterior } = fitDawidSkene(crowd);
    for (const item of [0, 17, 299]) {
      const [from, to] = [crowd.start[item] as number, crowd.start[item + 1] as number];
      const [worker, label] = [crowd.worker.slice(from, to), crowd.label.slice(from, to)];
      const verdict = judgeItem(model, worker, label);
      expect(verdict.posterior).toEqual(posterior.slice(item * 2, item * 2 + 2));
      expect(judgeItem(model, worker.toReversed(), label.toReversed())).toEqual(verdict);
    }
  });

  it("finds no label without answers nor in a tie, and says where model and majority differ", () => {
    const model = {
      classes: 2,
      shares: Float64Array.of(0.5, 0.5),
      confusion: Float64Array.from([0.9, 0.1, 0.1, 0.9, 0.6, 0.4, 0.4, 0.6, 0.6, 0.4, 0.4, 0.6]),
    };
    expect(judgeItem(model, [], [])).toMatchObject({ label: NO_LABEL, majority: NO_LABEL, differs: false });
    expect(judgeItem(model, [1, 2], [0, 1])).toMatchObject({ label: NO_LABEL, majority: NO_LABEL, confidence: 0.5 });
    expect(judgeItem(model, [0, 1, 2], [1, 0, 0])).toMatchObject({ label: 1, majority: 0, differs: true });
  });

  it("always has shares that add up to 1", () => {
    const { model } = fitDawidSkene(arrangeAnswers({ ...makeCrowd(), classes: 3 }));
    fc.assert(
      fc.property(cells, (rows) => {
        const unique = [...new Map(rows).entries()];
        const { posterior } = judgeItem(
          model,
          unique.map(([worker]) => worker),
          unique.map(([, label]) => label),
        );
        expect(posterior.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      }),
    );
  });
});

describe(ONE_COIN.rule, () => {
  it("has one accuracy a worker for all labels, and errors alike on all others", () => {
    const answers = arrangeAnswers({ ...makeCrowd(), classes: 3 });
    const { confusion } = fitOneCoin(answers).model;
    for (let worker = 0; worker < 10; worker += 1) {
      const cells = confusion.slice(worker * 9, worker * 9 + 9);
      for (const cell of [4, 8]) expect(cells[cell]).toBeCloseTo(cells[0] as number, 12);
      for (const cell of [2, 3, 5, 6, 7]) expect(cells[cell]).toBeCloseTo(cells[1] as number, 12);
    }
    expect(confusion[0]).toBeGreaterThan(0.7);
  });
});
