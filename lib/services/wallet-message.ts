import { randomBytes } from "node:crypto";
import { getAddress, type Hex, recoverMessageAddress } from "viem";
import { createSiweMessage } from "viem/siwe";
import { AppError } from "#lib/domain/error";

const MESSAGE_LIFE_MS = 600_000;

// EIP-4361 allows no letters beyond ASCII here; the page says the same in the reader's language.
const STATEMENT =
  "Link this wallet to my account here. Signing moves nothing, costs nothing and gives no permission to spend.";

export type WalletMessage = { nonce: string; message: string; expiresAt: Date };

/** A Sign-In with Ethereum message (EIP-4361) for one address, good once and for ten minutes. `baseUrl` is this site's address. */
export function writeWalletMessage(
  { address, chainId }: { address: string; chainId: number },
  baseUrl: string,
  now: Date,
): WalletMessage {
  const nonce = randomBytes(16).toString("hex");
  const expiresAt = new Date(now.getTime() + MESSAGE_LIFE_MS);
  const { host, protocol } = new URL(baseUrl);
  try {
    const message = createSiweMessage({
      version: "1",
      // The scheme is optional and names what is not the web's usual one.
      ...(protocol === "http:" ? { scheme: "http" } : {}),
      domain: host,
      uri: `${baseUrl}/account/security`,
      address: getAddress(address),
      chainId,
      nonce,
      statement: STATEMENT,
      issuedAt: now,
      expirationTime: expiresAt,
    });
    return { nonce, message, expiresAt };
  } catch (cause) {
    // A host of one word, as in a private network, is none that the standard can name.
    throw new AppError("wallet.host_unfit", { details: { name: host }, cause });
  }
}

/** Lower-case address whose key signed exactly this text (EIP-191); undefined for what is no signature. */
export async function signerOf(message: string, signature: string): Promise<string | undefined> {
  try {
    return (await recoverMessageAddress({ message, signature: signature as Hex })).toLowerCase();
  } catch {
    return undefined;
  }
}

/** The address as wallets show it, with its check sum (EIP-55). */
export function showAddress(address: string): string {
  return getAddress(address);
}
