import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createLogger } from "#lib/log";
import { tellHalt } from "#lib/log-halt";

test("the server's log says why the log stopped, who holds what, and where to read on; and that it goes on", () => {
  const lines = new PassThrough();
  const log = createLogger("info", lines);
  const detail = { source: "w.example.test", size: 900, root: null, treeSize: 7, treeRoot: null };
  tellHalt({ reason: "behind", detail }, log);
  tellHalt({ reason: "no_key", detail: null }, log);
  tellHalt(undefined, log);
  const [behind, noKey, resumed] = String(lines.read())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(behind).toMatchObject({ level: 50, halt: "behind", source: "w.example.test", size: 900, treeSize: 7 });
  expect(behind?.msg).toContain('docs/operating.md, "The log does not sign"');
  expect(noKey).toMatchObject({ level: 50, halt: "no_key" });
  expect(resumed).toMatchObject({ level: 30, msg: "the log signs and publishes again" });
});
