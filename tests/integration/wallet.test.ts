import { eq } from "drizzle-orm";
import { concat, type Hex, numberToHex, parseSignature } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { parseSiweMessage, validateSiweMessage } from "viem/siwe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpenedDb } from "#db/client";
import { wallet, walletMessage } from "#db/schema/auth";
import { user } from "#db/schema/user";
import { limits } from "#lib/domain/limits";
import { env } from "#lib/env";
import { exportPage } from "#lib/services/user-export";
import { askWallet, linkWallet, listWallets, unlinkWallet } from "#lib/services/wallet";
import { writeWalletMessage } from "#lib/services/wallet-message";
import { later } from "../support/api";
import { as, makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";

let opened: OpenedDb;
let system: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  system = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());

// Of secp256k1 (SEC 2, section 2.4.1).
const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const person = async () => as(system, await makeUser(system));
const makeWallet = () => privateKeyToAccount(generatePrivateKey());
const addressOf = (account: { address: string }) => account.address.toLowerCase();

async function link(ctx: TestCtx, account = makeWallet()) {
  const { nonce, message } = await askWallet(ctx, { address: addressOf(account), chainId: 1 });
  const signature = await account.signMessage({ message });
  return { account, nonce, signature, linked: await linkWallet(ctx, { nonce, signature }) };
}

describe("a wallet", () => {
  it("is linked by its signature, shown with its check sum, and unlinked", async () => {
    const ctx = await person();
    const { account, linked } = await link(ctx);
    expect(linked).toEqual({ address: account.address, linkedAt: ctx.now() });
    expect(await listWallets(ctx)).toEqual([linked]);
    expect(await listWallets(await person())).toEqual([]);
    expect((await exportPage(ctx, { section: "profile" })).items[0]).toMatchObject({ wallets: [addressOf(account)] });
    expect(await unlinkWallet(ctx, { address: addressOf(account) })).toEqual({ done: true });
    expect(await unlinkWallet(ctx, { address: addressOf(account) })).toEqual({ done: true });
    expect(await listWallets(ctx)).toEqual([]);
  });

  it("signs a message of EIP-4361 that names this site, the address, a nonce and its end", async () => {
    const account = makeWallet();
    const { nonce, message, expiresAt } = await askWallet(await person(), { address: addressOf(account), chainId: 10 });
    const { host } = new URL(env().baseUrl);
    const parsed = parseSiweMessage(message);
    expect(parsed).toMatchObject({
      address: account.address,
      chainId: 10,
      nonce,
      version: "1",
      expirationTime: expiresAt,
    });
    expect(new URL(parsed.uri ?? "").host).toBe(host);
    expect(parsed.domain).toBe(host);
    const good = { message: parsed, domain: host, nonce, time: system.now() };
    expect(validateSiweMessage(good)).toBe(true);
    expect(validateSiweMessage({ ...good, domain: "elsewhere.example" })).toBe(false);
    expect(validateSiweMessage({ ...good, time: expiresAt })).toBe(false);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what the standard's grammar allows
    expect(message).toMatch(/^[\x0a\x20-\x7e]*$/);
  });

  it("cannot be named by a site without a full host name", () => {
    const address = addressOf(makeWallet());
    expect(() => writeWalletMessage({ address, chainId: 1 }, "http://intranet:3000", new Date())).toThrow(
      expect.objectContaining({ reason: "wallet.host_unfit" }),
    );
  });

  it("is not linked by another key, another text, or what is no signature", async () => {
    const ctx = await person();
    const account = makeWallet();
    const { nonce, message } = await askWallet(ctx, { address: addressOf(account), chainId: 1 });
    const wrong = [
      await makeWallet().signMessage({ message }),
      await account.signMessage({ message: message.replace("Chain ID: 1", "Chain ID: 2") }),
      await account.signMessage({ message: `${message}\n` }),
      `0x${"00".repeat(65)}`,
      `0x${"ff".repeat(65)}`,
    ];
    for (const signature of wrong) {
      await expect(linkWallet(ctx, { nonce, signature })).rejects.toMatchObject({ reason: "wallet.signature_wrong" });
    }
    expect(await listWallets(ctx)).toEqual([]);
    // A slip does not cost the message.
    await linkWallet(ctx, { nonce, signature: await account.signMessage({ message }) });
  });

  it("is linked by a message once: not twice, not by somebody else, not after ten minutes", async () => {
    const [ctx, other] = [await person(), await person()];
    const { nonce, signature, account } = await link(ctx);
    await unlinkWallet(ctx, { address: addressOf(account) });
    const expired = { reason: "wallet.message_expired" };
    await expect(linkWallet(ctx, { nonce, signature })).rejects.toMatchObject(expired);

    const asked = await askWallet(ctx, { address: addressOf(account), chainId: 1 });
    const signed = { nonce: asked.nonce, signature: await account.signMessage({ message: asked.message }) };
    await expect(linkWallet(other, signed)).rejects.toMatchObject(expired);
    later(system, 600_000);
    await expect(linkWallet(ctx, signed)).rejects.toMatchObject(expired);
    await askWallet(ctx, { address: addressOf(account), chainId: 1 });
    const [old] = await opened.db.select().from(walletMessage).where(eq(walletMessage.nonce, asked.nonce));
    expect(old).toBeUndefined();
  });

  it("is linked once by clicks that come together, and a second form of the same signature gains nothing", async () => {
    const ctx = await person();
    const account = makeWallet();
    const { nonce, message } = await askWallet(ctx, { address: addressOf(account), chainId: 1 });
    const signature = await account.signMessage({ message });
    const { r, s, yParity } = parseSignature(signature);
    const high = numberToHex(CURVE_ORDER - BigInt(s), { size: 32 });
    const mirrored: Hex = concat([r, high, numberToHex(28 - yParity)]);
    const answers = await Promise.allSettled([
      linkWallet(ctx, { nonce, signature }),
      linkWallet(ctx, { nonce, signature }),
      linkWallet(ctx, { nonce, signature: mirrored }),
    ]);
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(
      await opened.db
        .select()
        .from(wallet)
        .where(eq(wallet.address, addressOf(account))),
    ).toHaveLength(1);
  });

  it("belongs to one account; linking one's own again changes nothing, and nobody learns whose it is", async () => {
    const [ctx, other] = [await person(), await person()];
    const { account, linked } = await link(ctx);
    later(system, 1_000);
    expect((await link(ctx, account)).linked).toEqual(linked);
    const refused = await link(other, account).catch((error) => error);
    expect(refused).toMatchObject({ reason: "wallet.taken", details: {} });
    expect(await listWallets(other)).toEqual([]);
    await unlinkWallet(other, { address: addressOf(account) });
    expect(await listWallets(ctx)).toEqual([linked]);
  });

  it("is one of so many at most, needs a session, and goes with its account", async () => {
    const ctx = await person();
    for (let made = 0; made < limits.wallets; made += 1) await link(ctx);
    await expect(link(ctx)).rejects.toMatchObject({ reason: "wallet.too_many", details: { max: limits.wallets } });
    expect(await listWallets(ctx)).toHaveLength(limits.wallets);
    const { actor } = ctx;
    if (actor.kind !== "user") throw new Error("a person was wanted");
    const token = as(system, actor.userId, { scopes: ["read", "contribute", "review", "manage"] });
    await expect(listWallets(token)).rejects.toMatchObject({ reason: "auth.scope_missing" });
    await expect(askWallet(token, { address: addressOf(makeWallet()), chainId: 1 })).rejects.toMatchObject({
      reason: "auth.scope_missing",
    });
    await expect(listWallets({ ...system, actor: { kind: "anonymous" } })).rejects.toMatchObject({
      reason: "auth.required",
    });
    await opened.db.delete(user).where(eq(user.id, actor.userId));
    expect(await opened.db.select().from(wallet).where(eq(wallet.userId, actor.userId))).toEqual([]);
  });

  it("is not tried for ever", async () => {
    const ctx = await person();
    const tries = Array.from({ length: 61 }, () =>
      linkWallet(ctx, { nonce: "0".repeat(32), signature: `0x${"11".repeat(65)}` }).catch((error) => error.reason),
    );
    const reasons = await Promise.all(tries);
    expect(reasons.filter((reason) => reason === "rate.limited")).toHaveLength(1);
  });
});
