import { expect, type Page } from "@playwright/test";
import { formatVerifierKey } from "#lib/ledger/vkey";
import { testSigner } from "#tests/support/log";
import { isAlive } from "./support/people";
import { aWitness, cardOf, drop, expectFailure, fetchReceipt, madeReceipt, saved } from "./support/receipts";
import { test } from "./support/test";

const otherKey = formatVerifierKey(testSigner());
const flip = (text: string, at: number) => `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;
/** Changes one character of the line that matches, so many characters in. */
const flipLine = (text: string, line: RegExp, at: number) => flip(text, (line.exec(text)?.index ?? 0) + at);

/** Changes a digit of the entry's own id, inside the base64 of its canonical JSON, and leaves everything in form. */
function changeEntry(text: string): string {
  return text.replace(/^extra (.+)$/m, (_, extra: string) => {
    const whole = JSON.parse(Buffer.from(extra, "base64").toString("utf8")) as { entry: string };
    const entry = Buffer.from(whole.entry, "base64").toString("utf8");
    const changed = entry.replace(/"at":"2/, '"at":"1');
    return `extra ${Buffer.from(JSON.stringify({ ...whole, entry: Buffer.from(changed).toString("base64") })).toString("base64")}`;
  });
}

const summary = (page: Page) => page.locator("section > p[role=status]");

test("a dropped receipt is checked without a network, step by step", async ({ page, t, visit }) => {
  // Each page also looks at the log once, some seconds after it came; that must be over before the wire is cut.
  const looked = page.waitForResponse(/\/log\/checkpoint$/);
  await visit("/verify");
  const text = await fetchReceipt(page, 3);
  await looked;
  await page.waitForLoadState("networkidle");
  await page.context().setOffline(true);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await drop(page, [{ name: "mine.tlog-proof", text }]);
  const card = cardOf(page, "mine.tlog-proof");
  await expect(card.getByText(t("verify.verdict.sound"), { exact: true })).toBeVisible();
  await expect(card.getByRole("img", { name: t("verify.stepState.holds") })).toHaveCount(10);
  await expect(summary(page)).toContainText(t("verify.summary", { count: 1, sound: 1, unsound: 0, unreadable: 0 }));
  const [ms] = /[\d.]+/.exec((await card.getByText(t.like("verify.ms")).first().textContent()) ?? "") ?? [];
  expect(Number(ms)).toBeGreaterThan(0);
  expect(asked).toEqual([]);
});

test("one changed character in each part of a receipt is found, and the step is named", async ({ page, t, visit }) => {
  await visit("/verify");
  const text = await fetchReceipt(page, 5);
  const parts: [name: string, step: string, why: string, changed: string][] = [
    ["header", "file", "not_a_proof", flip(text, 2)],
    ["extra", "extra", "not_canonical", flipLine(text, /^extra /m, 8)],
    ["entry", "root", "root_mismatch", changeEntry(text)],
    ["number", "root", "root_mismatch", text.replace(/^index 5$/m, "index 4")],
    ["path", "root", "root_mismatch", flipLine(text, /^index .*\n/m, "index 5\n".length + 3)],
    ["origin", "signature", "bad_signature", text.replace(/(\n\n.+)(\n\d+\n)/, "$1x$2")],
    ["size", "signature", "bad_signature", text.replace(/\n(\d+)\n/, "\n1$1\n")],
    ["root", "signature", "bad_signature", flipLine(text, /\n\d+\n/, 8)],
    ["key-id", "signature", "no_known_signature", flipLine(text, /(?<=^— \S+ )/m, 3)],
    ["signature", "signature", "bad_signature", flipLine(text, /(?<=^— \S+ )/m, 30)],
  ];
  await drop(
    page,
    parts.map(([name, , , changed]) => ({ name, text: changed })),
  );
  await expect(summary(page)).toContainText(t("verify.summary", { count: 10, sound: 0, unsound: 8, unreadable: 2 }));
  for (const [name, step, why, changed] of parts) {
    expect(changed).not.toBe(text);
    await expectFailure(page, t, name, step, why);
  }
});

test("files that are cut off, too large, reordered, doubled, saved as in Windows or of the future are told with the way to mend it", async ({
  page,
  t,
  visit,
}) => {
  await visit("/verify");
  const text = await fetchReceipt(page, 6);
  const bad: [name: string, step: string, why: string, changed: string][] = [
    ["cut", "file", "no_checkpoint", text.slice(0, text.indexOf("\n\n"))],
    ["cut-late", "note", "no_signatures", text.slice(0, text.lastIndexOf("\n\n") + 2)],
    ["large", "file", "too_long", text + "x".repeat(1_048_577)],
    ["reordered", "file", "bad_index", text.replace(/^(index .*\n)(.+\n)/m, "$2$1")],
    ["doubled", "file", "bad_index", text.replace(/^(extra .*\n)/m, "$1$1")],
    ["longer", "inclusion", "proof_too_long", text.replace(/^(index .*\n)(.+\n)/m, "$1$2$2")],
    ["shorter", "inclusion", "proof_too_short", text.replace(/^(index .*\n)(.+\n)/m, "$1")],
    ["windows", "file", "not_a_proof", text.replaceAll("\n", "\r\n")],
    ["future", "inclusion", "bad_index", text.replace(/^index 6$/m, "index 999999999")],
    ["empty", "file", "not_a_proof", ""],
    ["bare", "extra", "missing", text.replace(/^extra .*\n/m, "")],
    ["spaced", "canonical", "not_canonical", respace(text)],
  ];
  await drop(
    page,
    bad.map(([name, , , changed]) => ({ name, text: changed })),
  );
  for (const [name, step, why] of bad) await expectFailure(page, t, name, step, why);
  await drop(page, [
    { name: "good", text },
    { name: "good again", text },
  ]);
  await expect(page.getByText(t("verify.taken.known", { count: 1 }))).toBeVisible();
  await expect(summary(page)).toContainText(t.like("verify.summary"));
  await expect(cardOf(page, "good").getByText(t("verify.verdict.sound"), { exact: true })).toBeVisible();
});

function respace(text: string): string {
  return text.replace(/^extra (.+)$/m, (_, extra: string) => {
    const whole = JSON.parse(Buffer.from(extra, "base64").toString("utf8")) as { entry: string };
    const spaced = Buffer.from(whole.entry, "base64").toString("utf8").replace("{", "{ ");
    return `extra ${Buffer.from(JSON.stringify({ ...whole, entry: Buffer.from(spaced).toString("base64") })).toString("base64")}`;
  });
}

test("the reader decides whose signature counts, and two histories under one key accuse it", async ({
  page,
  t,
  visit,
}) => {
  await visit("/verify");
  const keys = page.getByRole("textbox", { name: t("verify.trust.keys") });
  const own = await keys.inputValue();
  await page.getByText(t("verify.paste.title")).click();
  await page.getByRole("textbox", { name: t("verify.paste.label") }).fill((await fetchReceipt(page, 7)).trimEnd());
  await page.getByRole("button", { name: t("verify.paste.check") }).click();
  const pasted = t("verify.pasted", { count: 1 });
  await expect(cardOf(page, pasted).getByText(t("verify.verdict.sound"), { exact: true })).toBeVisible();

  await keys.fill(otherKey);
  await expectFailure(page, t, pasted, "signature", "no_known_signature");
  await keys.fill(`${own}x`);
  await expect(page.getByText(t("verify.trust.fault.bad_base64"))).toBeVisible();
  await expect(page.getByText(t("verify.needsKey"))).toBeVisible();
  await keys.fill(`${otherKey}\n${own}`);
  await expect(cardOf(page, pasted).getByText(t("verify.verdict.sound"), { exact: true })).toBeVisible();

  await drop(page, [
    { name: "one", text: madeReceipt("one") },
    { name: "two", text: madeReceipt("two") },
  ]);
  await expect(page.getByRole("alert").filter({ hasText: t("verify.conflict.title") })).toBeVisible();
  // The key of the tests signs under another name than its own: that log is not theirs.
  await drop(page, [{ name: "foreign", text: madeReceipt("one", false, "elsewhere.example.test") }]);
  await expectFailure(page, t, "foreign", "origin", "other_origin");
  await page.getByRole("button", { name: t("verify.trust.restore") }).click();
  await expectFailure(page, t, "one", "signature", "no_known_signature");
  await page.getByRole("button", { name: t("verify.clear") }).click();
  await expect(page.getByRole("button", { name: t("verify.drop.choose") })).toBeFocused();
});

test("witnesses that are asked for must have cosigned", async ({ page, t, visit }) => {
  await visit("/verify");
  await page.getByRole("textbox", { name: t("verify.trust.keys") }).fill(otherKey);
  await drop(page, [
    { name: "cosigned", text: madeReceipt("one", true) },
    { name: "plain", text: madeReceipt("one") },
  ]);
  await expect(summary(page)).toContainText(t("verify.summary", { count: 2, sound: 2, unsound: 0, unreadable: 0 }));
  await page.getByText(t("verify.trust.witnesses"), { exact: true }).click();
  const policy = page.getByRole("textbox", { name: t("verify.trust.policy") });
  await policy.fill("witness someone");
  await expect(page.getByText(t.like("verify.trust.policyFault"))).toBeVisible();
  await expect(page.getByText(t("verify.needsKey"))).toBeVisible();
  await policy.fill(formatVerifierKey(aWitness));
  await expectFailure(page, t, "plain", "witnesses", "quorum_missed");
  await expect(cardOf(page, "cosigned").getByText(t("verify.verdict.sound"), { exact: true })).toBeVisible();
});

test("from the entry, the contribution and the statement to a sound receipt, with the text for its author alone", async ({
  demo,
  page,
  t,
  visit,
}) => {
  const author = await demo("contributor");
  const { items } = await author.api.contribution.mine({ status: "accepted" });
  const item = await author.open(`/contributions/${items[0]?.id}`);
  const line = item.getByRole("listitem").filter({ hasText: t("ledger.kind.contribution.submitted") });
  const first = line.getByRole("button", { name: t.like("receipt.of") });
  const mine = await saved(item, first);
  expect(mine.name).toMatch(/^contribution\.submitted-\d+\.tlog-proof$/);
  await item.goto("/me/statement");
  await isAlive(item, t, author.handle);
  const award = await saved(item, item.getByRole("button", { name: t.like("receipt.of") }).first());
  expect(award.name).toMatch(/^transfer\.posted-\d+\.tlog-proof$/);

  const [index] = /\d+/.exec(mine.name) ?? [];
  await visit(`/ledger/${index}`);
  const bare = await saved(page, page.getByRole("button", { name: t("receipt.save") }));
  expect(bare.name).toBe(mine.name);
  await expect(page.getByText(t("receipt.saved", { name: bare.name }))).toBeVisible();

  await page
    .getByRole("link", { name: t("receipt.check") })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1, name: t("verify.title") })).toBeVisible();
  await isAlive(page, t);
  await page.locator("input[type=file]").setInputFiles([
    { name: "mine", mimeType: "", buffer: Buffer.from(mine.text) },
    { name: "award", mimeType: "", buffer: Buffer.from(award.text) },
    { name: "bare", mimeType: "", buffer: Buffer.from(bare.text) },
  ]);
  await expect(summary(page)).toContainText(t("verify.summary", { count: 3, sound: 3, unsound: 0, unreadable: 0 }));
  for (const name of ["mine", "bare"]) await cardOf(page, name).getByText(t("verify.stepsTitle")).click();
  await expect(cardOf(page, "mine").getByText(t("verify.step.opening"))).toBeVisible();
  // One for the content and, where its author declared, one for the declaration.
  await expect(cardOf(page, "mine").getByText(t("verify.bytes.salt"), { exact: true }).first()).toBeVisible();
  await expect(cardOf(page, "bare").getByText(t("verify.step.root"))).toBeVisible();
  await expect(cardOf(page, "bare").getByText(t("verify.step.opening"))).toHaveCount(0);
});

test("all of my receipts in one file, and all of them sound", async ({ demo, t }) => {
  const reviewer = await demo("reviewer");
  const page = await reviewer.open("/me/receipts");
  const zip = await saved(page, page.getByRole("button", { name: t("receipt.all.start") }));
  expect(zip.name).toMatch(/^receipts-\d+\.zip$/);
  const done = await page.getByRole("status").filter({ hasText: /ZIP/ }).textContent();
  const count = Number(/\d[\d,]*/.exec(done ?? "")?.[0].replaceAll(",", ""));
  expect(count).toBeGreaterThan(100);
  await page
    .getByRole("link", { name: t("receipt.check") })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1, name: t("verify.title") })).toBeVisible();
  await isAlive(page, t, reviewer.handle);
  await page.locator("input[type=file]").setInputFiles(zip.path);
  await expect(summary(page)).toContainText(t("verify.summary", { count, sound: count, unsound: 0, unreadable: 0 }));
});
