import { describe, expect, it } from "vitest";
import { modalities } from "#lib/domain/content";
import { asksPeople, declarationSchema, declarationWording, licencesOf } from "#lib/domain/declaration";
import { shapeOf } from "#lib/domain/entry-shape";
import { sha256 } from "#lib/services/hash";

const wordingHash = "0".repeat(64);
const parse = (values: object) =>
  declarationSchema.safeParse({ licence: "CC0-1.0", source: "third_party", wordingHash, ...values });
const faultsOf = (values: object) =>
  parse(values).error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`) ?? [];

describe("a declaration", () => {
  it.each([
    "https://example.org",
    "https://example.org/",
    "https://例子.測試/頁面?甲=乙#丙",
    "https://archive.example.org:8443/a_(b)/c,d;e=f?g=h&i=%20j",
  ])("takes the link %s", (evidence) => {
    expect(parse({ evidence }).data?.evidence).toBe(evidence);
  });

  it.each([
    "javascript:alert(1)",
    "JaVaScRiPt://example.org/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "http://example.org/",
    "//example.org/",
    "https:example.org",
    "https://localhost/",
    "https://user:secret@example.org/",
    "https://example.org@evil.example/",
    "https://example.org/a b",
    "https://example.org/<script>",
    'https://example.org/"onmouseover="alert(1)',
    "https://example.org/\\evil.example",
    "https://example.org/\u202egpj.exe",
    "https://example.org/\u200b",
    "https://exa\u00admple.org/",
  ])("refuses %j as a link", (evidence) => {
    expect(faultsOf({ evidence })).toEqual(["evidence https_link"]);
  });

  it("refuses what cannot be stored, and what is too long, at once", () => {
    expect(faultsOf({ evidence: "https://example.org/\0" })).toEqual(["evidence control_characters"]);
    expect(faultsOf({ evidence: "https://example.org/\ud800" })).toEqual(["evidence lone_surrogate"]);
    expect(faultsOf({ evidence: `https://example.org/${"a".repeat(100_000)}` })).toEqual(["evidence too_long"]);
    expect(faultsOf({ evidence: `https://${"a.".repeat(50_000)}` })).toContain("evidence too_long");
    expect(faultsOf({ evidence: 7 })).toEqual(["evidence wrong_type"]);
  });

  it("asks for a link where it is somebody else's work, and for none where it is one's own", () => {
    expect(faultsOf({})).toEqual(["evidence required"]);
    expect(faultsOf({ source: "own", evidence: "https://example.org/" })).toEqual(["evidence not_asked"]);
    expect(faultsOf({ source: "own" })).toEqual([]);
    expect(faultsOf({ source: "public_domain" })).toEqual([]);
    expect(faultsOf({ source: "public_domain", evidence: "https://example.org/" })).toEqual([]);
    expect(faultsOf({ source: "mine", people: "many", licence: "MIT" })).toEqual([
      "licence not_in_list",
      "source not_in_list",
      "people not_in_list",
    ]);
  });

  it("speaks of people where there may be a face or a voice", () => {
    expect(modalities.filter(asksPeople)).toEqual(modalities.filter((name) => /^(?:image|audio)/.test(name)));
  });

  it("binds one wording: whoever changes a word makes a new version of it", () => {
    expect(Buffer.from(sha256(declarationWording())).toString("hex")).toBe(
      "1ac75df1cdc1b9d59bcf681664cde7252d5991c4d39497ac43d365ace9ae7c5f",
    );
  });

  it("offers the project's own licence first and each once", () => {
    expect(licencesOf({ licence: "CC-BY-4.0", otherLicences: ["CC0-1.0", "CC-BY-4.0"] })).toEqual([
      "CC-BY-4.0",
      "CC0-1.0",
    ]);
  });
});

it("the fields of an entry of two versions say from which on each is there", () => {
  const shape = shapeOf("contribution.submitted");
  expect(shape.find(({ name }) => name === "v")?.type).toBe("1 | 2");
  expect(shape.find(({ name }) => name === "declaration")?.type).toBe("SHA-256, hex (from v 2 on)");
  expect(shape.find(({ name }) => name === "commitment")?.type).toBe("SHA-256, hex");
});
