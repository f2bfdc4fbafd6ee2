import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { entry } from "#db/schema/ledger";
import { isGoodReceipt, verifyReceipt } from "#lib/ledger/receipt";
import { encodeUtf8 } from "#lib/ledger/utf8";
import { formatVerifierKey } from "#lib/ledger/vkey";
import { publishOnce } from "#lib/services/log-publish";
import { readReceipt } from "#lib/services/receipt";
import { sequenceBatch } from "#lib/services/sequence";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { submitContribution } from "#tests/support/declared";
import { testLog, testSigner } from "#tests/support/log";

let opened: OpenedDb;
let ctx: TestCtx;
let folder = "";
beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
  folder = await mkdtemp(join(tmpdir(), "assay-receipt-"));
});
afterAll(async () => {
  await opened.close();
  await rm(folder, { recursive: true });
});

const steps = (text: string) => verifyReceipt(encodeUtf8(text), { keys: [testSigner()] });

async function submit() {
  const author = as(ctx, await makeUser(ctx));
  const project = await makeProject(ctx, { budget: 1_000_000 });
  const id = ctx.newId();
  const content = { text: `憑證 ${id}` };
  await submitContribution(author, {
    id,
    project: project.slug,
    language: "en",
    content,
    consentHash: project.consentHash,
  });
  while ((await sequenceBatch(ctx)).count > 0);
  const [row] = await ctx.db
    .select()
    .from(entry)
    .where(and(eq(entry.subjectId, id), eq(entry.kind, "contribution.submitted")));
  return { author, content, ref: String(row?.index) };
}

test("the author gets a receipt that opens the commitment once the entry is published; everybody else one that does not", async () => {
  const { author, content, ref } = await submit();
  expect(await readReceipt(author, { ref })).toBeNull();
  await publishOnce(ctx, testLog());
  const mine = await readReceipt(author, { ref });
  expect(isGoodReceipt(steps(mine?.text ?? ""))).toBe(true);
  const opening = steps(mine?.text ?? "").find(({ name }) => name === "opening");
  expect(opening).toMatchObject({ ok: true, content: JSON.stringify(content) });
  for (const other of [as(ctx, await makeUser(ctx)), { ...ctx, actor: { kind: "anonymous" as const } }]) {
    const theirs = await readReceipt(other, { ref });
    expect(isGoodReceipt(steps(theirs?.text ?? ""))).toBe(true);
    expect(steps(theirs?.text ?? "").map(({ name }) => name)).not.toContain("opening");
    expect(theirs?.text).not.toContain("憑證");
  }
});

test("a receipt stays good when the log has grown, and each later one proves the same entry", async () => {
  const { author, ref } = await submit();
  await publishOnce(ctx, testLog());
  const early = await readReceipt(author, { ref });
  await submit();
  await publishOnce(ctx, testLog());
  const late = await readReceipt(author, { ref });
  expect(late?.size).toBeGreaterThan(early?.size ?? 0);
  expect([early, late].map((one) => isGoodReceipt(steps(one?.text ?? "")))).toEqual([true, true]);
  await expect(readReceipt(author, { ref: "999999" })).rejects.toMatchObject({ reason: "entry.not_found" });
});

test("assay verify says good, bad and why, and when it could not look", async () => {
  const { author, ref } = await submit();
  await publishOnce(ctx, testLog());
  const { text } = (await readReceipt(author, { ref })) ?? { text: "" };
  const [good, bad] = [join(folder, "good.tlog-proof"), join(folder, "bad.tlog-proof")];
  await writeFile(good, text);
  await writeFile(bad, text.replace(/^index \d+$/m, "index 0"));
  const verify = (...args: string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", "bin/assay.ts", "verify", ...args], { encoding: "utf8" });
  const vkey = ["--vkey", formatVerifierKey(testSigner())];
  const yes = verify(good, ...vkey);
  expect([yes.status, yes.stdout.includes("GOOD"), yes.stdout.includes("FAILED")]).toEqual([0, true, false]);
  const no = verify(good, bad, ...vkey);
  expect(no.status).toBe(1);
  expect(no.stdout).toContain("FAILED  Path from the leaf upwards: proof_too_short");
  const stranger = verify(good, "--vkey", formatVerifierKey(testSigner(9)));
  expect([stranger.status, stranger.stdout.includes("no_known_signature")]).toEqual([1, true]);
  for (const args of [[good], [join(folder, "absent"), ...vkey], [good, "--vkey", "nonsense"]]) {
    const unable = verify(...args);
    expect([unable.status, unable.stderr.trim().length > 0, unable.stderr.includes("    at ")]).toEqual([
      2,
      true,
      false,
    ]);
  }
});
