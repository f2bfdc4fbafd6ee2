import { expect, it } from "vitest";
import { computeRun, inputText, rowOf, rowText } from "#lib/domain/consensus-run";
import { canonicalText } from "#lib/ledger/canonical";
import fc from "#tests/support/property";

const ids = (count: number) => fc.uniqueArray(fc.uuid(), { minLength: count, maxLength: count });

it("the order in which answers, items and people come changes nothing of a run", () => {
  const rows = fc.array(fc.tuple(fc.nat(4), fc.nat(3), fc.nat(2)), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(ids(5), ids(4), rows, fc.infiniteStream(fc.nat()), (items, workers, given, order) => {
      // One answer an item and person, as the log has it.
      const once = [...new Map(given.map((row) => [`${row[0]} ${row[1]}`, row])).values()];
      const run = (list: typeof once, from: readonly string[], people: readonly string[]) =>
        computeRun({
          classes: 3,
          items: from,
          workers: people,
          item: list.map(([item]) => from.indexOf(items[item] as string)),
          worker: list.map(([, worker]) => people.indexOf(workers[worker] as string)),
          label: list.map(([, , label]) => label),
        });
      const shuffled = [...once].sort(() => ((order.next().value as number) % 2 === 0 ? 1 : -1));
      const one = run(once, items, workers);
      const other = run(shuffled, items.toReversed(), workers.toReversed());
      expect(other.claim).toEqual(one.claim);
      expect(other.consensus.fit.model).toEqual(one.consensus.fit.model);
      one.items.forEach((item, at) => {
        const answers = [...one.answers.worker.subarray(one.answers.start[at], one.answers.start[at + 1])].map(
          (worker, place) => [one.workers[worker], one.answers.label[(one.answers.start[at] as number) + place]],
        );
        expect(inputText(item, one.answers, one.workers, at)).toBe(canonicalText({ item, answers }));
        expect(rowText(item, rowOf(one.consensus, at))).toBe(canonicalText({ item, ...rowOf(one.consensus, at) }));
      });
    }),
  );
});
