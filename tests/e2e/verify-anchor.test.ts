import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import type { AnchorProof } from "#lib/ledger/anchor-proof";
import { canonicalBytes } from "#lib/ledger/canonical";
import { formatCheckpoint } from "#lib/ledger/checkpoint";
import { leafHash } from "#lib/ledger/hash";
import { formatNote, signNote } from "#lib/ledger/note";
import { makeReceipt, verifyReceipt } from "#lib/ledger/receipt";
import { rootOf } from "#lib/ledger/tree";
import { encodeUtf8 } from "#lib/ledger/utf8";
import { formatVerifierKey, makeSignerKey, parseVerifierKey, type SignerKey } from "#lib/ledger/vkey";
import { isAlive } from "./support/people";
import { cardOf, drop, fetchReceipt } from "./support/receipts";
import { test } from "./support/test";
import type { Texts } from "./support/text";

// A header of the tests' own would be asked about before each question to the node, which knows it not.
test.use({ extraHTTPHeaders: {} });

/** The development chain beside the server of these tests. */
const nodeUrl = () => readFileSync(join(process.env.E2E_DATA_DIR ?? "", "chain", "url"), "utf8").trim();

/** A receipt of the site whose anchor counts; that takes some seconds after the start. */
async function anchoredReceipt(
  page: Page,
): Promise<{ text: string; anchor: AnchorProof; origin: string; size: number }> {
  const vkey = parseVerifierKey((await (await page.request.get("/log/vkey")).text()).trim().split("\n")[0] ?? "");
  if (!vkey.ok) throw new Error("the site shows no key");
  for (;;) {
    const text = await fetchReceipt(page, 4);
    const steps = verifyReceipt(encodeUtf8(text), { keys: [vkey.key] });
    const extra = steps.find((step) => step.name === "extra");
    const signed = steps.find((step) => step.name === "checkpoint");
    const anchor = extra?.name === "extra" && extra.ok ? extra.anchor : undefined;
    if (anchor && signed?.name === "checkpoint" && signed.ok) return { text, anchor, ...signed.checkpoint };
    await new Promise((done) => setTimeout(done, 500));
  }
}

/** A receipt of another history under this key, that names this anchor. */
function forge(signer: SignerKey, size: number, anchor: AnchorProof): string {
  const entry = canonicalBytes({ history: "forged" });
  const others = Array.from({ length: size - 1 }, (_, n) => leafHash(canonicalBytes({ n })));
  const leaves = [leafHash(entry), ...others];
  const proof: Uint8Array[] = [];
  for (let rest = leaves; rest.length > 1; ) {
    let split = 1;
    while (split * 2 < rest.length) split *= 2;
    proof.unshift(rootOf(rest.slice(split)));
    rest = rest.slice(0, split);
  }
  const text = formatCheckpoint({ origin: signer.name, size, root: rootOf(leaves), extensions: [] });
  return makeReceipt({ entry, index: 0, proof, note: formatNote(signNote(text, [signer])), anchor });
}

const askNode = async (page: Page, t: Texts, url: string) => {
  await page.getByRole("textbox", { name: t("verify.node.url") }).fill(url);
  await page.getByRole("button", { name: t("verify.node.ask") }).click();
};

test("a receipt's anchor is checked with the reader's own node, and nobody is asked before", async ({
  page,
  t,
  visit,
}) => {
  await visit("/verify");
  const { text, anchor } = await anchoredReceipt(page);
  const asked: { url: string; body: string }[] = [];
  page.on("request", (request) => asked.push({ url: request.url(), body: request.postData() ?? "" }));
  await drop(page, [{ name: "mine", text }]);
  const card = cardOf(page, "mine");
  await expect(card.getByText(t.like("verify.anchor.unasked"))).toBeVisible();
  await expect(card.getByText(t("verify.anchor.development"))).toBeVisible();
  await askNode(page, t, "rpc.example.org");
  await expect(page.getByText(t("verify.node.urlBad"))).toBeVisible();
  const site = new URL(page.url()).origin;
  const offSite = () => asked.filter(({ url }) => !url.startsWith(site)).map(({ url }) => new URL(url).origin);
  expect(offSite()).toEqual([]);

  await askNode(page, t, nodeUrl());
  await expect(card.getByText(t("verify.anchor.holdsDevTitle", { chain: "31337" }))).toBeVisible();
  await expect(page.getByText(t("verify.node.outcome", { holds: 1, fails: 0, unread: 0 }))).toBeVisible();
  await expect(card.getByText(t("verify.verdict.sound"), { exact: true })).toBeVisible();
  await expect(card.getByRole("img", { name: t("verify.stepState.holds") })).toHaveCount(17);
  await expect(card.getByText(anchor.tx).first()).toBeVisible();
  expect(new Set(offSite())).toEqual(new Set([nodeUrl()]));
  // With what stands before it: five digits alone stand in many an id.
  const { port } = new URL(nodeUrl());
  const told = asked.filter(
    ({ url, body }) => url.startsWith(site) && new RegExp(`(:|%3A)${port}`, "i").test(url + body),
  );
  expect(told).toEqual([]);

  // The contract that the reader knows: another one than the receipt's is told before anything is asked.
  const contract = page.getByRole("textbox", { name: t("verify.node.contract") });
  await contract.fill("0x12");
  await page.getByRole("button", { name: t("verify.node.ask") }).click();
  await expect(page.getByText(t("verify.node.contractBad"))).toBeVisible();
  await contract.fill(`0x${"7".repeat(40)}`);
  await page.getByRole("button", { name: t("verify.node.ask") }).click();
  await expect(card.getByText(t("verify.anchor.otherContractTitle"))).toBeVisible();
  await expect(card.getByText(t("verify.anchor.why.contract.other_contract"))).toBeVisible();
  await expect(card.getByText(t("verify.verdict.contradicted"), { exact: true })).toBeVisible();
  await contract.fill(anchor.contract);
  await page.getByRole("button", { name: t("verify.node.ask") }).click();
  await expect(card.getByText(t("verify.anchor.holdsDevTitle", { chain: "31337" }))).toBeVisible();
  await expect(card.getByRole("img", { name: t("verify.stepState.holds") })).toHaveCount(18);

  await visit("/verify");
  await drop(page, [{ name: "again", text }]);
  const field = page.getByRole("textbox", { name: t("verify.node.url") });
  await expect(field).toHaveValue(nodeUrl());
  await expect(contract).toHaveValue(anchor.contract);
  await page.getByRole("button", { name: t("verify.node.forget") }).click();
  await visit("/verify");
  await drop(page, [{ name: "later", text }]);
  await expect(field).toHaveValue("");
  await expect(contract).toHaveValue("");
});

test("a forged history fails loudly at the chain, and what cannot be asked is told as not checked", async ({
  page,
  t,
  visit,
}) => {
  await visit("/verify");
  const { anchor, origin, size, text } = await anchoredReceipt(page);
  // Whoever has the log's key could sign it; the chain knows better.
  const signer = makeSignerKey(origin, 1, new Uint8Array(32).fill(3));
  const keys = page.getByRole("textbox", { name: t("verify.trust.keys") });
  await keys.fill(`${await keys.inputValue()}\n${formatVerifierKey(signer)}`);
  await drop(page, [
    { name: "forged", text: forge(signer, size, anchor) },
    { name: "public", text: forge(signer, size, { ...anchor, chainId: 1, isDevelopment: false }) },
    { name: "future", text: forge(signer, size, { ...anchor, block: 1_000_000 }) },
    { name: "true", text },
  ]);
  await askNode(page, t, nodeUrl());
  await expect(page.getByText(t("verify.node.outcome", { holds: 1, fails: 1, unread: 2 }))).toBeVisible();
  const forged = cardOf(page, "forged");
  await expect(forged.getByRole("alert")).toContainText(
    t("verify.anchor.failsTitle", { step: t("verify.anchor.step.root") }),
  );
  await expect(forged.getByText(t("verify.anchor.why.root.other_root", { size }))).toBeVisible();
  await expect(forged.getByText(t("verify.verdict.contradicted"), { exact: true })).toBeVisible();
  await expect(forged.getByText(t("verify.anchor.said.rootHere"))).toBeVisible();
  await expect(
    cardOf(page, "public").getByText(t("verify.anchor.unread.wrong_chain", { detail: "31337", chain: "1" })),
  ).toBeVisible();
  await expect(cardOf(page, "future").getByText(t.like("verify.anchor.unread.behind"))).toBeVisible();
  await expect(cardOf(page, "true").getByText(t("verify.anchor.holdsDevTitle", { chain: "31337" }))).toBeVisible();

  const mine = cardOf(page, "true");
  await askNode(page, t, "http://127.0.0.1:9");
  await expect(mine.getByText(t("verify.anchor.unread.unreachable"))).toBeVisible();
  await page.route("https://rpc.example.test/", (route) =>
    route.fulfill({ status: 200, headers: { "access-control-allow-origin": "*" }, body: "<html>hello</html>" }),
  );
  await askNode(page, t, "https://rpc.example.test/");
  await expect(mine.getByText(t.like("verify.anchor.unread.not_a_node"))).toBeVisible();
});

test("every way to this page on the site loads it with its own policy, and one that did not says how to mend it", async ({
  page,
  t,
  visit,
}) => {
  await visit("/ledger");
  await page
    .getByRole("main")
    .getByRole("link", { name: t("verify.link") })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1, name: t("verify.title") })).toBeVisible();
  await isAlive(page, t);
  const { text } = await anchoredReceipt(page);
  await drop(page, [{ name: "mine", text }]);
  await askNode(page, t, nodeUrl());
  await expect(cardOf(page, "mine").getByText(t("verify.anchor.holdsDevTitle", { chain: "31337" }))).toBeVisible();

  // And every way from it loads what comes next: the wider policy ends with the page.
  await page.evaluate(() => Object.assign(window, { isThisDocument: true }));
  await page
    .getByRole("banner")
    .getByRole("link", { name: t("shell.nav.projects") })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1, name: t("project.title") })).toBeVisible();
  expect(await page.evaluate(() => "isThisDocument" in window)).toBe(false);

  await visit("/ledger");
  await page.evaluate(() => {
    const next = (window as unknown as { next: { router: { push(path: string): void } } }).next;
    next.router.push("/verify");
  });
  await expect(page.getByRole("heading", { level: 1, name: t("verify.title") })).toBeVisible();
  await drop(page, [{ name: "mine", text }]);
  await askNode(page, t, nodeUrl());
  await expect(page.getByText(t("verify.anchor.blocked"))).toBeVisible();
  await page.getByRole("button", { name: t("verify.anchor.reload") }).click();
  await expect(page.getByText(t("verify.anchor.blocked"))).toBeHidden();
  await isAlive(page, t);
  await drop(page, [{ name: "mine", text }]);
  await page.getByRole("button", { name: t("verify.node.ask") }).click();
  await expect(cardOf(page, "mine").getByText(t("verify.anchor.holdsDevTitle", { chain: "31337" }))).toBeVisible();
});
