import { describe, expect, it } from "vitest";
import type { LogSource } from "#lib/adapters/log-source";
import { BUNDLE_WIDTH, formatBundle, parseBundle } from "#lib/ledger/bundle";
import { parseNote } from "#lib/ledger/note";
import { bytesOf, makeHistory } from "#tests/support/audit-history";
import { logWriter } from "#tests/support/audit-log";
import { testSigner } from "#tests/support/log";
import fc from "#tests/support/property";
import { makeReport } from "../../bin/audit-report";
import { type AuditPlan, runAudit } from "../../bin/audit-run";
import type { AuditState } from "../../bin/audit-state";

type Files = Map<string, Uint8Array>;

function makeLog(entries: readonly Uint8Array[], signer = testSigner()): Files {
  const files: Files = new Map();
  const writer = logWriter((path, bytes) => files.set(path, Uint8Array.from(bytes)));
  for (const entry of entries) writer.add(entry);
  writer.publish(signer);
  return files;
}

const sourceOf = (files: Files): LogSource => ({
  name: "memory",
  isLive: false,
  fetchBytes: async (path) => files.get(path),
  fetchJson: async () => undefined,
});

/** Audits as the command does; gives the report, and the state as it was last saved. */
async function audit(files: Files, changes: Partial<AuditPlan> = {}) {
  let state: AuditState | undefined;
  const save = async (saved: AuditState) => {
    // What a file would hold: later changes must not reach it.
    state = structuredClone(saved);
  };
  const rules = { keys: [testSigner()] };
  const plan = { source: sourceOf(files), rules, save, progress: () => {}, isStopped: () => false, ...changes };
  const report = makeReport("memory", await runAudit(plan), { at: new Date(0), seconds: 1, peakBytes: 0 });
  return { report, state, found: report.checks.flatMap((check) => check.first) };
}

const entries = bytesOf(makeHistory(3, 150));
const whole = makeLog(entries);
// The writer leaves partial tiles of smaller sizes beside those of the last; readers of this checkpoint have no use for them.
const isOld = (path: string) => {
  const [, level, width] = /^tile\/(\d+)\/.*\.p\/(\d+)$/.exec(path) ?? [];
  return (
    width !== undefined && Math.floor(entries.length / BUNDLE_WIDTH ** Number(level)) % BUNDLE_WIDTH !== Number(width)
  );
};
const paths = [...whole.keys()].filter((path) => !isOld(path));
const lastBundle = paths.filter((path) => path.startsWith("tile/entries")).at(-1) ?? "";
const copy = (files: Files): Files => new Map([...files].map(([path, bytes]) => [path, Uint8Array.from(bytes)]));

it("the log under test has full and partial tiles of two levels", () => {
  expect(entries.length).toBeGreaterThan(3 * BUNDLE_WIDTH);
  expect(paths.filter((path) => path.startsWith("tile/1/")).length).toBeGreaterThan(0);
  expect(lastBundle).toContain(".p/");
});

describe("a sound log", () => {
  it("of any length audits clean", async () => {
    const sizes = [0, 1, 2, 255, 256, 257, 511, 512, 513, entries.length];
    for (const size of sizes) {
      const { report } = await audit(makeLog(entries.slice(0, size)));
      const { tree, checked } = { tree: report.checks.find((check) => check.name === "tree"), checked: report.done };
      expect([tree?.state, checked, report.checks.find((check) => check.name === "form")?.faults]).toEqual([
        "ok",
        size,
        0,
      ]);
    }
    expect((await audit(whole)).report.verdict).toBe("sound");
  });

  it("is gone on with where the last audit ended, with the same result", async () => {
    const fresh = await audit(whole);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: entries.length }), async (size) => {
        const first = await audit(makeLog(entries.slice(0, size)));
        const next = await audit(whole, { state: first.state });
        // A prefix may end within a transaction, whose faults the first audit told of; the state does not keep them.
        expect(next.report.checks.filter((check) => check.state === "failed")).toEqual([]);
        expect(next.report.from).toBe(size);
        expect(next.report.totals).toEqual(fresh.report.totals);
        expect(next.report.kinds).toEqual(fresh.report.kinds);
      }),
      { numRuns: 15 },
    );
  });

  it("may be interrupted anywhere", async () => {
    let state: AuditState | undefined;
    let runs = 0;
    for (; runs < 20; runs += 1) {
      let pieces = 0;
      const isStopped = () => ++pieces > 2;
      const { report, state: saved } = await audit(whole, { state, isStopped });
      state = saved;
      if (report.verdict === "sound") break;
      expect(report.verdict).toBe("unfinished");
    }
    expect(runs).toBeGreaterThan(0);
    expect(state?.tree.size).toBe(entries.length);
  });

  it("is read from full tiles and bundles where the partial ones are gone", async () => {
    const size = 3 * BUNDLE_WIDTH - 20;
    const files = makeLog(entries.slice(0, size));
    for (const [path, bytes] of whole) if (!path.includes(".p/") && path !== "checkpoint") files.set(path, bytes);
    for (const path of [...files.keys()]) if (/tile\/(0|entries)\/.*\.p\//.test(path)) files.delete(path);
    expect((await audit(files)).report.checks.find((check) => check.name === "tree")).toMatchObject({
      state: "ok",
      checked: size,
    });
  });
});

describe("one change of the bytes", () => {
  it("of any file, at any place, is found, and the file named", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (path, place, by) => {
          const files = copy(whole);
          const bytes = files.get(path) ?? new Uint8Array(1);
          const at = place % bytes.length;
          bytes[at] = (bytes[at] ?? 0) ^ by;
          const { report, found } = await audit(files);
          expect(report.verdict).toBe("unsound");
          if (path === "checkpoint") expect(report.checks.at(-1)?.state).not.toBe("ok");
          else
            expect(
              found.map((one) => one.look),
              JSON.stringify(found),
            ).toContain(`memory/${path}`);
        },
      ),
      { numRuns: 120 },
    );
  });

  it("of an entry names the entry", async () => {
    for (const index of [0, 300, entries.length - 1]) {
      const n = Math.floor(index / BUNDLE_WIDTH);
      const path = paths.find((one) => one.startsWith(`tile/entries/00${n}`)) ?? "";
      const parsed = parseBundle(
        whole.get(path) ?? new Uint8Array(),
        Math.min(BUNDLE_WIDTH, entries.length - n * BUNDLE_WIDTH),
      );
      const bundle = parsed.ok ? parsed.entries.map((entry) => Uint8Array.from(entry)) : [];
      const entry = bundle[index % BUNDLE_WIDTH];
      entry?.set([(entry[20] ?? 0) ^ 1], 20);
      const { found } = await audit(new Map([...whole, [path, formatBundle(bundle)]]));
      expect(found.map((one) => one.index)).toEqual([index]);
    }
  });

  const rewritten: Record<string, (bundle: Uint8Array[]) => Uint8Array[]> = {
    dropped: (bundle) => bundle.toSpliced(7, 1),
    duplicated: (bundle) => bundle.toSpliced(7, 0, bundle[7] as Uint8Array).slice(0, bundle.length),
    reordered: (bundle) => bundle.with(7, bundle[8] as Uint8Array).with(8, bundle[7] as Uint8Array),
  };
  it.each(Object.entries(rewritten))("an entry %s in its bundle is found", async (_, change) => {
    const path = "tile/entries/001";
    const parsed = parseBundle(whole.get(path) ?? new Uint8Array(), BUNDLE_WIDTH);
    const files = new Map([...whole, [path, formatBundle(change(parsed.ok ? parsed.entries : []))]]);
    const { report, found } = await audit(files);
    expect(report.verdict).toBe("unsound");
    expect(found[0]?.look).toBe(`memory/${path}`);
  });

  it("that takes a file away names the file", async () => {
    for (const path of paths.filter((one) => one !== "checkpoint")) {
      const files = copy(whole);
      files.delete(path);
      const { report, found } = await audit(files);
      expect([report.verdict, found.map((one) => one.what).join()]).toEqual([
        "unsound",
        expect.stringContaining(`${path} is missing`),
      ]);
    }
  });
});

describe("a log that tells two stories", () => {
  const other = makeLog(bytesOf(makeHistory(4, 150)));
  const shorter = makeLog(entries.slice(0, 600));
  const stories: [string, Files, Files][] = [
    ["another history, longer or not", shorter, other],
    ["the same size with another entry", whole, makeLog(entries.toSpliced(500, 1, Uint8Array.from([0x7b, 0x7d])))],
    ["a published part taken back", whole, shorter],
    ["an entry put in between", shorter, makeLog(entries.toSpliced(10, 0, entries[9] as Uint8Array))],
  ];
  it.each(stories)("is caught: %s", async (_, before, after) => {
    const { state } = await audit(before);
    const { report, state: kept } = await audit(after, { state });
    expect(report.verdict).toBe("unsound");
    const text = (files: Files) => new TextDecoder().decode(files.get("checkpoint"));
    expect(report.split).toEqual({ old: text(before), now: text(after) });
    expect(kept, "the older checkpoint stays remembered").toBeUndefined();
    const { report: bySince } = await audit(after, { since: text(before) });
    expect(bySince.split).toEqual(report.split);
  });

  it("is not suspected when it only grew", async () => {
    const since = new TextDecoder().decode(shorter.get("checkpoint"));
    const { report } = await audit(whole, { since });
    expect(report.checks.find((check) => check.name === "consistency")).toMatchObject({ state: "ok" });
    expect(report.verdict).toBe("sound");
  });
});

describe("a checkpoint", () => {
  it("signed by another key is not believed, nor read further", async () => {
    const { report } = await audit(makeLog(entries, testSigner(2)));
    expect(report.checks.map(({ name, state }) => [name, state])).toEqual([
      ["note", "ok"],
      ["signature", "failed"],
      ["tree", "not_checked"],
      ["boards", "not_checked"],
    ]);
    expect(report.verdict).toBe("unsound");
  });

  it("that is no note at all is said to be none", async () => {
    for (const text of ["", "hello", "a\n1\nAAAA\n\n"]) {
      expect(parseNote(text).ok).toBe(false);
      const files = new Map([...whole, ["checkpoint", new TextEncoder().encode(text)]]);
      expect((await audit(files)).report.checks[0]).toMatchObject({ name: "note", state: "failed" });
    }
  });

  it("of a size that the log does not have is not believed", async () => {
    const small = makeLog(entries.slice(0, 300));
    const files = new Map([...small, ["checkpoint", whole.get("checkpoint") ?? new Uint8Array()]]);
    expect((await audit(files)).report.verdict).toBe("unsound");
  });
});
