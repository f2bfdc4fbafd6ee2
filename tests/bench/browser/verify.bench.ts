import { cardOf, drop, fetchReceipt } from "#tests/e2e/support/receipts";
import { test } from "#tests/e2e/support/test";
import { noteWaits } from "../figure";

const VERIFY_MS = 50;
const RECEIPTS = 20;

test("a receipt on /verify, from bytes to verdict", async ({ page, t, visit }) => {
  await visit("/verify");
  const spent: number[] = [];
  for (let index = 1; index <= RECEIPTS; index += 1) {
    const name = `${index}.tlog-proof`;
    await drop(page, [{ name, text: await fetchReceipt(page, index) }]);
    const words = await cardOf(page, name).getByText(t.like("verify.ms")).first().textContent();
    spent.push(Number(/[\d.]+/.exec(words ?? "")?.[0]));
  }
  const bare = await page.evaluate(async (rounds) => {
    const { publicKey, privateKey } = (await crypto.subtle.generateKey("Ed25519", false, [
      "sign",
      "verify",
    ])) as CryptoKeyPair;
    const bytes = new Uint8Array(200);
    const signature = await crypto.subtle.sign("Ed25519", privateKey, bytes);
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const from = performance.now();
      await crypto.subtle.verify("Ed25519", publicKey, signature, bytes);
      times.push(performance.now() - from);
    }
    return times;
  }, RECEIPTS);
  noteWaits({
    name: "receipt verified in the browser",
    ms: spent,
    bare: { name: "the browser's own Ed25519 verification alone", ms: bare },
    underMs: VERIFY_MS,
  });
});
