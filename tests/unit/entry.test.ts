import { describe, expect, it } from "vitest";
import { type EntryBody, entryKinds, entrySchemas } from "#lib/domain/entry";
import { licences } from "#lib/domain/licence";
import { canonicalBytes } from "#lib/ledger/canonical";
import { leafHash } from "#lib/ledger/hash";
import { toHex } from "#lib/ledger/hex";
import fc from "#tests/support/property";
import vectors from "../vectors/entries.json";

const golden = vectors.entries.map((entry) => ({ ...entry, body: entry.body as EntryBody }));
const parseEntry = (body: { kind: EntryBody["kind"] }) => entrySchemas[body.kind].safeParse(body);

const words = /^(?:[a-z]+(?:[._][a-z]+)*|[a-z-]{1,24}\/[1-9][0-9]{0,3}|q[1-9][0-9]?)$/;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const hash = /^[0-9a-f]{64}$/;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const isBound = (text: string) =>
  [words, uuid, hash, instant].some((pattern) => pattern.test(text)) || Object.hasOwn(licences, text);

/** What somebody might smuggle into a ledger that can never forget. */
const freeTexts = [
  "",
  " ",
  "Alice Example",
  "alice@example.org",
  "王小明",
  "+886 912 345 678",
  "203.0.113.7",
  "<script>alert(1)</script>",
  "https://example.org/?q=name",
  "accept\n",
  "flat/1\u0000",
  "flat/1 Alice",
  "point ",
  "POINT",
  "__proto__",
  "constructor",
  "CC0-1.0 by Alice",
  "a".repeat(1_000),
  `${"0".repeat(64)} Alice`,
  "0198c0de-0000-7000-8000-000000000001 Alice",
  "2026-01-31T23:59:59.999+08:00",
  "2026-01-31T23:59:59Z",
];

type Path = (string | number)[];

function* stringPaths(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value === "string") yield path;
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* stringPaths(item, [...path, index]);
  else if (value && typeof value === "object")
    for (const [key, item] of Object.entries(value)) yield* stringPaths(item, [...path, key]);
}

function replaceAt<T>(body: T, path: Path, text: unknown): T {
  const copy = structuredClone(body);
  let place = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string | number, unknown>;
  place[path.at(-1) ?? ""] = text;
  return copy;
}

/** Every nullable field filled once, so that the walk meets it as a string. */
function fillNulls(body: EntryBody): EntryBody {
  const text = JSON.stringify(body).replaceAll(":null", `:"${golden[0]?.body.id}"`);
  const filled = JSON.parse(text);
  return parseEntry(filled).success ? filled : body;
}

describe("the bytes of an entry", () => {
  it("has a golden vector for each kind", () => {
    expect([...new Set(golden.map((entry) => entry.body.kind))]).toEqual(entryKinds);
  });

  it("has one for each version that a kind has", () => {
    const versions = golden.map(({ body }) => `${body.kind} ${body.v}`);
    expect(new Set(versions).size).toBe(golden.length);
    expect(versions.filter((name) => name.endsWith(" 2"))).toEqual([
      "contribution.submitted 2",
      "contribution.revised 2",
      "task.opened 2",
      "items.opened 2",
      "annotation.sealed 2",
      "annotation.skipped 2",
      "annotation.lapsed 2",
      "consensus.reached 2",
      "gold.committed 2",
      "gold.used 2",
      "label.settled 2",
      "label.corrected 2",
    ]);
    expect(versions.filter((name) => / [34]$/.test(name))).toEqual([
      "annotation.sealed 3",
      "annotation.sealed 4",
      "annotation.skipped 3",
      "annotation.skipped 4",
      "consensus.reached 3",
    ]);
  });

  it("takes no declaration in version 1, and none missing from version 2", () => {
    for (const { body } of golden.filter(({ body }) => "declaration" in body)) {
      const { declaration: _, ...bare } = body as Record<string, unknown>;
      expect(parseEntry(Object.assign(bare, { kind: body.kind })).success).toBe(false);
      expect(parseEntry({ ...body, v: 1 } as EntryBody).success).toBe(false);
    }
  });

  it.each(golden)("stay what they were: $body.kind $body.v", ({ body, canonical, leafHash: leaf }) => {
    const bytes = canonicalBytes(entrySchemas[body.kind].parse(body));
    expect(new TextDecoder().decode(bytes)).toBe(canonical);
    expect(toHex(leafHash(bytes))).toBe(leaf);
  });

  it("name an id as the database does, in lower case, whatever the client sent", () => {
    const submitted = golden.find((entry) => entry.body.kind === "contribution.submitted");
    if (submitted?.body.kind !== "contribution.submitted") throw new Error("no vector");
    const upper = { ...submitted.body, contribution: submitted.body.contribution.toUpperCase() };
    expect(entrySchemas["contribution.submitted"].parse(upper)).toEqual(submitted.body);
  });
});

describe("no free text enters an entry", () => {
  const places = golden.flatMap(({ body }) =>
    [body, fillNulls(body)].flatMap((each) => [...stringPaths(each)].map((path) => ({ body: each, path }))),
  );

  it("walks every string field of every kind", () => {
    expect(places.length).toBeGreaterThan(entryKinds.length * 6);
    for (const { body, path } of places) expect(parseEntry(body).success, `${body.kind} ${path.join(".")}`).toBe(true);
  });

  it("refuses each hostile text in each field", () => {
    const accepted = places
      .filter(({ path }) => path[0] !== "kind")
      .flatMap(({ body, path }) =>
        freeTexts
          .filter((text) => parseEntry(replaceAt(body, path, text)).success)
          .map((text) => `${body.kind}: ${path.join(".")} took ${JSON.stringify(text)}`),
      )
      // "constructor" is one lower-case word, which is what the name of a rule is: it says nothing about anybody.
      .filter((line) => !/: rule took "constructor"$/.test(line));
    expect(accepted).toEqual([]);
  });

  it("keeps any string it takes to an id, a hash, an instant, a listed word or the name of a rule", () => {
    const anyText = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "grapheme" }),
      fc.uuid(),
      fc.stringMatching(/^[a-z]{1,30}\/?[0-9]{0,6}$/),
      fc.constantFrom(...freeTexts),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), anyText, ({ body, path }, text) => {
        if (path[0] === "kind") return;
        const parsed = parseEntry(replaceAt(body, path, text));
        if (!parsed.success) return;
        for (const at of stringPaths(parsed.data)) {
          const value = at.reduce<unknown>(
            (inner, key) => (inner as Record<string | number, unknown>)[key],
            parsed.data,
          );
          expect(isBound(String(value)), `${body.kind} ${at.join(".")}: ${value}`).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("refuses a field that its kind does not have", () => {
    for (const { body } of golden) expect(parseEntry(Object.assign({}, body, { note: "Alice" })).success).toBe(false);
  });
});
