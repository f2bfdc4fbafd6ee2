import { describe, expect, it } from "vitest";
import { agreeOnRegions, measureIou, REGION, type Region } from "#lib/consensus/region";
import { agreeByUnit, agreeOnSpans, SPAN_BY_UNIT, SPAN_EXACT, type Span } from "#lib/consensus/span";
import fc from "#tests/support/property";

const span = (start: number, end: number, kind = "place"): Span => ({ start, end, kind });
const region = (left: number, top: number, right: number, bottom: number, kind = "cat"): Region => ({
  left,
  top,
  right,
  bottom,
  kind,
});

const spans = fc.array(
  fc.record({ start: fc.nat(10), length: fc.integer({ min: 1, max: 6 }), kind: fc.constantFrom("a", "b") }),
  { maxLength: 3 },
);
const people = fc.array(
  spans.map((list) => list.map(({ start, length, kind }) => span(start, start + length, kind))),
  { minLength: 1, maxLength: 5 },
);

describe(SPAN_EXACT.rule, () => {
  it("takes what more than half marked alike, and leaves undecided what half did", () => {
    const answers = [
      [span(0, 4), span(9, 12)],
      [span(0, 4), span(9, 11)],
      [span(0, 4, "person")],
      [span(0, 4), span(9, 12)],
    ];
    expect(agreeOnSpans(answers)).toEqual({
      spans: [{ ...span(0, 4), votes: 3 }],
      undecided: [{ ...span(9, 12), votes: 2 }],
    });
  });

  it("counts a span that somebody marked twice once, and an empty answer as a no", () => {
    expect(agreeOnSpans([[span(1, 2), span(1, 2)], [], []])).toEqual({ spans: [], undecided: [] });
    expect(agreeOnSpans([])).toEqual({ spans: [], undecided: [] });
  });
});

describe(SPAN_BY_UNIT.rule, () => {
  it("takes the part that more than half marked, wherever their spans begin and end", () => {
    const answers = [[span(0, 6)], [span(2, 8)], [span(3, 7)]];
    expect(agreeByUnit(answers)).toEqual({ spans: [{ ...span(2, 7), votes: 2 }], undecided: [] });
  });

  it("keeps kinds apart, joins neighbouring pieces and splits where most saw a gap", () => {
    const answers = [
      [span(0, 3), span(4, 6), span(0, 6, "name")],
      [span(0, 6), span(2, 3, "name")],
      [span(0, 3), span(4, 6)],
    ];
    expect(agreeByUnit(answers).spans).toEqual([
      { ...span(0, 3), votes: 3 },
      { ...span(2, 3, "name"), votes: 2 },
      { ...span(4, 6), votes: 3 },
    ]);
  });
});

describe("spans of any people", () => {
  it("are the same whoever answered first", () => {
    fc.assert(
      fc.property(people, fc.nat(4), (answers, turn) => {
        const turned = answers.map((_, at) => answers[(at + turn) % answers.length]?.toReversed() as Span[]);
        expect(agreeOnSpans(turned)).toEqual(agreeOnSpans(answers));
        expect(agreeByUnit(turned)).toEqual(agreeByUnit(answers));
      }),
    );
  });

  it("are all marked by more than half, unit by unit no less than as whole", () => {
    fc.assert(
      fc.property(people, (answers) => {
        const units = agreeByUnit(answers).spans;
        for (const whole of agreeOnSpans(answers).spans) {
          expect(whole.votes).toBeGreaterThan(answers.length / 2);
          const around = units.find(
            ({ start, end, kind }) => kind === whole.kind && start <= whole.start && end >= whole.end,
          );
          expect(around).toBeDefined();
        }
      }),
    );
  });
});

describe(REGION.rule, () => {
  it("puts boxes together that cover each other by half, with the median of their edges", () => {
    const answers = [[region(0, 0, 10, 10)], [region(1, 0, 11, 10)], [region(0, 2, 10, 12)]];
    const [agreed] = agreeOnRegions(answers).regions;
    expect(agreed).toMatchObject({ ...region(0, 0, 10, 10), votes: 3 });
    expect(agreed?.closeness).toBeCloseTo((1 + 9 / 11 + 8 / 12) / 3, 12);
  });

  it("never puts two boxes of one person or of two kinds together", () => {
    const twins = [region(0, 0, 10, 10), region(0, 0, 10, 9)];
    expect(agreeOnRegions([twins, [region(0, 0, 10, 10)], [region(0, 0, 10, 10, "dog")]]).regions).toMatchObject([
      { votes: 2, kind: "cat" },
    ]);
  });

  it("leaves undecided what half drew, and drops what fewer did", () => {
    const answers = [[region(0, 0, 4, 4), region(50, 50, 60, 60)], [region(0, 0, 4, 4)], [], []];
    const { regions, undecided } = agreeOnRegions(answers);
    expect(regions).toEqual([]);
    expect(undecided).toEqual([{ ...region(0, 0, 4, 4), votes: 2, closeness: 1 }]);
  });

  it("knows segments of a recording as boxes of height 1", () => {
    const segment = (from: number, to: number) => region(from, 0, to, 1, "speech");
    const { regions } = agreeOnRegions([
      [segment(0, 900)],
      [segment(100, 1000)],
      [segment(80, 950), segment(2000, 2500)],
    ]);
    expect(regions).toMatchObject([{ left: 80, right: 950, votes: 3 }]);
  });

  const box = fc.tuple(fc.nat(9), fc.nat(9), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
  const boxes = fc.array(
    fc.array(
      box.map(([x, y, w, h]) => region(x, y, x + w, y + h)),
      { maxLength: 3 },
    ),
    { minLength: 1, maxLength: 4 },
  );

  it("is the same in the order of answers and of boxes, and its boxes have as many votes as people at most", () => {
    fc.assert(
      fc.property(boxes, (answers) => {
        const agreed = agreeOnRegions(answers);
        expect(agreeOnRegions(answers.map((own) => own.toReversed()).toReversed())).toEqual(agreed);
        for (const { votes, closeness } of agreed.regions) {
          expect(2 * votes).toBeGreaterThan(answers.length);
          expect(votes).toBeLessThanOrEqual(answers.length);
          expect(closeness).toBeGreaterThan(0);
        }
      }),
    );
  });

  it("covers itself wholly, what it does not touch not at all, and alike from both sides", () => {
    fc.assert(
      fc.property(box, box, ([x, y, w, h], [a, b, c, d]) => {
        const [one, other] = [region(x, y, x + w, y + h), region(a, b, a + c, b + d)];
        expect(measureIou(one, one)).toBe(1);
        expect(measureIou(one, other)).toBe(measureIou(other, one));
        expect(measureIou(one, region(x + w, y, x + w + 1, y + h))).toBe(0);
      }),
    );
    expect(measureIou(region(3, 3, 3, 5), region(3, 3, 3, 5))).toBe(0);
  });
});
