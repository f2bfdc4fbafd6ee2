import { describe, expect, it } from "vitest";
import {
  comparableContent,
  contentFields,
  contentSchema,
  type Modality,
  mediaKindOf,
  mediaOf,
  modalities,
  modalityFields,
} from "#lib/domain/content";
import type { LabelSchema } from "#lib/domain/label";
import { limits } from "#lib/domain/limits";

const none: LabelSchema = { kind: "none" };
const sentiment: LabelSchema = { kind: "single_class", question: "How does it sound?", classes: ["good", "bad"] };

const hash = "a".repeat(64);
const original = "b".repeat(64);
const texts = (modality: Modality): Record<string, string> =>
  Object.fromEntries(modalityFields[modality].map((field) => [field, `some ${field}`]));
const sample = (modality: Modality): Record<string, unknown> => ({
  ...(mediaKindOf[modality] ? { [mediaKindOf[modality]]: hash, original } : {}),
  ...texts(modality),
});

const issuesOf = (modality: Modality, labels: LabelSchema, value: unknown) =>
  contentSchema(modality, labels)
    .safeParse(value)
    .error?.issues.map(
      (issue) => `${issue.path.join(".")}: ${issue.code === "custom" ? issue.message : (issue.message ?? "")}`,
    );

// A conversation has its own tests: its fields are as many as its turns (conversation.test.ts).
describe.each(modalities.filter((name) => name !== "conversation"))("content of %s", (modality) => {
  it("is what was given, field by field, as given", () => {
    const given = {
      ...sample(modality),
      ...Object.fromEntries(Object.entries(texts(modality)).map(([name, text]) => [name, ` ${text}\r\n`])),
    };
    expect(contentSchema(modality, none).parse(given)).toEqual(given);
  });

  it.each(modalityFields[modality].map((field) => [field]))("needs %s, and says so", (field) => {
    const { [field]: _, ...rest } = sample(modality);
    expect(issuesOf(modality, none, rest)).toEqual([`${field}: wrong_type`]);
    expect(issuesOf(modality, none, { ...rest, [field]: "  " })).toEqual([`${field}: required`]);
    expect(issuesOf(modality, none, { ...rest, [field]: "x".repeat(limits.contentFieldChars + 1) })).toEqual([
      `${field}: too_long`,
    ]);
  });

  it("has no field that is not asked for", () => {
    expect(contentSchema(modality, none).safeParse({ ...sample(modality), extra: "x" }).success).toBe(false);
    expect(issuesOf(modality, none, { ...sample(modality), label: "good" })).toEqual(["label: not_asked"]);
  });

  it("takes one label of the list where the project asks for one", () => {
    const labelled = { ...sample(modality), label: "good" };
    expect(contentSchema(modality, sentiment).parse(labelled)).toEqual(labelled);
    expect(issuesOf(modality, sentiment, sample(modality))).toEqual(["label: required"]);
    expect(issuesOf(modality, sentiment, { ...labelled, label: " " })).toEqual(["label: required"]);
    expect(issuesOf(modality, sentiment, { ...labelled, label: "GOOD" })).toEqual(["label: not_in_list"]);
    expect(issuesOf(modality, sentiment, { ...labelled, label: "toString" })).toEqual(["label: not_in_list"]);
  });

  it("names its fields in the order people see them, label last", () => {
    const files = mediaKindOf[modality] ? [mediaKindOf[modality], "original"] : [];
    expect(contentFields(modality, none)).toEqual([...files, ...modalityFields[modality]]);
    expect(contentFields(modality, sentiment)).toEqual([...files, ...modalityFields[modality], "label"]);
  });
});

describe("pairs", () => {
  it("are refused when both sides are the same", () => {
    expect(issuesOf("translation_pair", none, { source: "a", target: "a" })).toEqual(["target: same_as_source"]);
    expect(issuesOf("preference_pair", none, { prompt: "p", chosen: "a", rejected: "a" })).toEqual([
      "rejected: same_as_chosen",
    ]);
  });
});

describe("the form that duplicates are found by", () => {
  it("is the same for texts that differ only in how they were typed", () => {
    expect(comparableContent({ text: " caf\u0065\u0301\r\n" })).toEqual(comparableContent({ text: "café" }));
  });

  it("differs where a word, a case or a label differs", () => {
    expect(comparableContent({ text: "Café" })).not.toEqual(comparableContent({ text: "café" }));
    expect(comparableContent({ text: "a", label: "x" })).not.toEqual(comparableContent({ text: "a", label: "y" }));
  });
});

describe.each(Object.entries(mediaKindOf) as [Modality, string][])("content of %s", (modality, kind) => {
  it("needs both hashes of its file, in lower case, and says so", () => {
    for (const name of [kind, "original"]) {
      for (const wrong of ["", "a".repeat(63), "A".repeat(64), "../../etc/passwd"]) {
        expect(issuesOf(modality, none, { ...sample(modality), [name]: wrong })).toEqual([`${name}: not_uploaded`]);
      }
    }
    expect(mediaOf(contentSchema(modality, none).parse(sample(modality)))).toBe(hash);
  });
});
