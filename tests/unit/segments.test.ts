import { describe, expect, it } from "vitest";
import { agreeOnSegments, SEGMENT, type TimedSegment } from "#lib/consensus/segment";
import { answerSchema } from "#lib/domain/answer";
import { pairSegments } from "#lib/domain/mark-agreement";
import { type Question, questionsSchema } from "#lib/domain/question";
import { findOverlaps, readTime, type Segment, sortSegments, writeTime } from "#lib/domain/segment";
import fc from "#tests/support/property";
import {
  changeRow,
  fitTimes,
  moveEdge,
  moveTimes,
  rowAfter,
  type SegmentRow,
  segmentsOf,
} from "../../components/label/segment-edit";

const segment = (fromMs: number, toMs: number, label = 0, text?: string): Segment => ({
  ...{ fromMs, toMs, label },
  ...(text === undefined ? {} : { text }),
});
const heard = (start: number, end: number, kind = "0", text?: string): TimedSegment => ({ start, end, kind, text });
const free = () => true;

const drawn = fc.array(
  fc
    .record({ start: fc.nat(500), length: fc.integer({ min: 10, max: 300 }), kind: fc.constantFrom("0", "1") })
    .map(({ start, length, kind }) => heard(start, start + length, kind)),
  { maxLength: 4 },
);
const people = fc.array(drawn, { minLength: 1, maxLength: 5 });

describe(SEGMENT.rule, () => {
  it("puts together what covers each other by half or more, at the medians of its ends, when more than half marked it", () => {
    const answers = [
      [heard(100, 1_000), heard(2_000, 2_400)],
      [heard(120, 1_040)],
      [heard(90, 980), heard(2_010, 2_390, "1")],
    ];
    expect(agreeOnSegments(answers, free)).toEqual({
      segments: [{ start: 100, end: 1_000, kind: "0", votes: 3 }],
      undecided: [],
    });
    expect(agreeOnSegments([[heard(0, 10)], []], free).undecided).toHaveLength(1);
    expect(agreeOnSegments([], free)).toEqual({ segments: [], undecided: [] });
  });

  it("takes the words closest to all others, and leaves to somebody what people heard too differently", () => {
    const said = (text: string) => [heard(0, 100, "0", text)];
    const found = agreeOnSegments([said("nine ferries"), said("nine fairies"), said("nine ferries")], free);
    expect(found.segments[0]?.text).toBe("nine ferries");
    const apart = agreeOnSegments([said("abc"), said("xyz"), said("123")], free);
    expect(apart).toMatchObject({ segments: [], undecided: [{ start: 0, end: 100 }] });
    expect(agreeOnSegments([said("one"), [heard(0, 100)], [heard(0, 100)]], free).segments[0]).not.toHaveProperty(
      "text",
    );
  });

  it("keeps of two that may not overlap the one with more votes", () => {
    const answers = [[heard(0, 100), heard(90, 200, "1")], [heard(0, 100)], [heard(0, 100), heard(95, 200, "1")]];
    expect(agreeOnSegments(answers, free).segments).toHaveLength(2);
    const found = agreeOnSegments(answers, () => false);
    expect(found.segments).toMatchObject([{ end: 100, votes: 3 }]);
    expect(found.undecided).toMatchObject([{ kind: "1", votes: 2 }]);
  });

  it("is the same whoever answered first", () => {
    fc.assert(
      fc.property(people, fc.nat(4), (answers, turn) => {
        const turned = answers.map((_, at) => answers[(at + turn) % answers.length]?.toReversed() as TimedSegment[]);
        expect(agreeOnSegments(turned, () => false)).toEqual(agreeOnSegments(answers, () => false));
      }),
    );
  });
});

describe("segments of an answer", () => {
  const ask = (overlap: "any" | "other_label" | "none"): Question[] =>
    questionsSchema.parse([
      { id: "q1", text: "Mark", form: { kind: "segments", classes: ["speech", "noise"], transcribed: true, overlap } },
    ]);
  const faults = (overlap: "any" | "other_label" | "none", q1: Segment[]) =>
    answerSchema(ask(overlap))
      .safeParse({ q1 })
      .error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`) ?? [];

  it("may overlap as the question says; those that touch do not", () => {
    const same = [segment(0, 100), segment(50, 150)];
    const other = [segment(0, 100), segment(50, 150, 1)];
    expect(faults("any", same)).toEqual([]);
    expect(faults("other_label", same)).toEqual(["q1.1 overlapping"]);
    expect(faults("other_label", other)).toEqual([]);
    expect(faults("none", other)).toEqual(["q1.1 overlapping"]);
    expect(faults("none", [segment(0, 100), segment(100, 150)])).toEqual([]);
    expect(faults("any", [segment(0, 100, 0, "a"), segment(0, 100, 0, "b")])).toEqual(["q1 repeated"]);
  });

  it("finds every pair that overlaps, also over one that lies between", () => {
    const list = sortSegments([segment(0, 500), segment(100, 200), segment(300, 400)]);
    expect(findOverlaps(list, "none")).toEqual([
      { one: 0, other: 1 },
      { one: 0, other: 2 },
    ]);
  });

  it("of two people are paired where they mean one part", () => {
    const [a, b] = [segment(100, 1_000), segment(130, 1_010)];
    expect(pairSegments([a, segment(2_000, 2_100)], [b, segment(100, 1_000, 1)])).toEqual({
      both: [[a, b]],
      onlyFirst: [segment(2_000, 2_100)],
      onlySecond: [segment(100, 1_000, 1)],
    });
  });
});

describe("times", () => {
  it("are written and read back, in the ways that people type them", () => {
    fc.assert(fc.property(fc.nat(7_200_000), (ms) => readTime(writeTime(ms)) === ms));
    expect(writeTime(75_300)).toBe("1:15.300");
    expect(readTime(" 1:15.3 ")).toBe(75_300);
    expect(readTime("１：１５．３")).toBe(75_300);
    expect(readTime("75,3")).toBe(75_300);
    expect(readTime("1:02:03")).toBe(3_723_000);
    for (const text of ["", "a", "1:75", "-1", "1:2:3:4", "1.2.3"]) expect(readTime(text)).toBeUndefined();
  });
});

describe("marking", () => {
  const row = (id: number, fromMs: number, toMs: number): SegmentRow => ({ id, ...segment(fromMs, toMs) });

  it("keeps times in order, within the recording and no shorter than a hand can mean", () => {
    expect(fitTimes({ fromMs: 900.4, toMs: 100 }, 1_000)).toEqual({ fromMs: 100, toMs: 900 });
    expect(fitTimes({ fromMs: 990, toMs: 2_000 }, 1_000)).toEqual({ fromMs: 990, toMs: 1_000 });
    expect(fitTimes({ fromMs: 1_000, toMs: 1_000 }, 1_000)).toEqual({ fromMs: 990, toMs: 1_000 });
    expect(moveEdge({ fromMs: 100, toMs: 200 }, "start", 500, 1_000)).toEqual({ fromMs: 190, toMs: 200 });
    expect(moveEdge({ fromMs: 100, toMs: 200 }, "end", 5_000, 1_000)).toEqual({ fromMs: 100, toMs: 1_000 });
    expect(moveTimes({ fromMs: 100, toMs: 200 }, -500, 1_000)).toEqual({ fromMs: 0, toMs: 100 });
  });

  it("keeps a segment's number when its place changes, and finds the next one from there or from where it plays", () => {
    const rows = [row(1, 0, 100), row(2, 200, 300), row(3, 400, 500)];
    const moved = changeRow(rows, 1, { fromMs: 250, toMs: 350 });
    expect(moved.map(({ id }) => id)).toEqual([2, 1, 3]);
    expect(rowAfter(moved, 2, 1, 0)?.id).toBe(1);
    expect(rowAfter(moved, 3, 1, 0)).toBeUndefined();
    expect(rowAfter(rows, undefined, 1, 150)?.id).toBe(2);
    expect(rowAfter(rows, undefined, -1, 150)?.id).toBe(1);
  });

  it("answers without blank words and without its own numbers", () => {
    expect(segmentsOf([{ ...row(7, 0, 10), text: "  " }])).toEqual([segment(0, 10)]);
  });
});
