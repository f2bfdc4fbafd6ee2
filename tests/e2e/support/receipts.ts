import { readFileSync } from "node:fs";
import { expect, type Locator, type Page } from "@playwright/test";
import { canonicalBytes } from "#lib/ledger/canonical";
import { formatCheckpoint } from "#lib/ledger/checkpoint";
import { cosign } from "#lib/ledger/cosignature";
import { leafHash, nodeHash } from "#lib/ledger/hash";
import { addSignatures, formatNote, signNote } from "#lib/ledger/note";
import { makeReceipt } from "#lib/ledger/receipt";
import { ED25519_COSIGNATURE, makeSignerKey } from "#lib/ledger/vkey";
import { testSigner } from "#tests/support/log";
import type { Texts } from "./text";

export type Dropped = { name: string; text: string };

/** Drops files on the page as a hand would: with a real drop event and real files. */
export async function drop(page: Page, files: readonly Dropped[]): Promise<void> {
  const data = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, text } of files) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  await page.locator('[class*="border-dashed"]').dispatchEvent("drop", { dataTransfer: data });
}

/** The card of a file on /verify. */
export function cardOf(page: Page, name: string): Locator {
  return page.locator("section section").filter({ has: page.getByRole("heading", { level: 3, name, exact: true }) });
}

export async function expectFailure(page: Page, t: Texts, name: string, step: string, why: string): Promise<void> {
  const verdict = ["file", "note", "extra"].includes(step) ? "unreadable" : "unsound";
  const card = cardOf(page, name);
  await expect(card.getByText(t(`verify.failedAt.${verdict}`, { step: t(`verify.step.${step}`) }))).toBeVisible();
  await expect(card.getByText(t.like(`verify.why.${step}.${why}`))).toBeVisible();
  await expect(card.getByText(t(`verify.verdict.${verdict}`), { exact: true })).toBeVisible();
}

/** The published receipt of an entry, from the public API. */
export async function fetchReceipt(page: Page, reference: number | string): Promise<string> {
  const answer = await page.request.get(`/api/v1/ledger/entries/${reference}/receipt`);
  return ((await answer.json()) as { text: string }).text;
}

/** Clicks, and gives what the browser saved. */
export async function saved(page: Page, button: Locator): Promise<{ name: string; path: string; text: string }> {
  const download = page.waitForEvent("download");
  await button.click();
  const file = await download;
  const path = await file.path();
  return { name: file.suggestedFilename(), path, text: readFileSync(path, "utf8") };
}

export const aWitness = makeSignerKey("witness.example.test", ED25519_COSIGNATURE, new Uint8Array(32).fill(2));

/** A receipt of a log of two entries that tells this history, signed by a key of the tests and perhaps by a witness. */
export function madeReceipt(history: string, isCosigned = false, origin = testSigner().name): string {
  const signer = testSigner();
  const entry = canonicalBytes({ history });
  const other = leafHash(canonicalBytes({ history: "both" }));
  const root = nodeHash(leafHash(entry), other);
  const text = formatCheckpoint({ origin, size: 2, root, extensions: [] });
  const cosignatures = isCosigned ? [cosign(text, 1_790_000_000, aWitness)] : [];
  const note = formatNote(addSignatures(signNote(text, [signer]), cosignatures));
  return makeReceipt({ entry, index: 0, proof: [other], note });
}
