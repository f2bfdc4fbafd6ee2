import { z } from "zod";

/** An Ethereum address, kept in lower case; the mixed case that people see is its check sum (EIP-55) and only shown. */
export const addressSchema = z
  .string({ error: "wrong_type" })
  .trim()
  .regex(/^0x[0-9a-fA-F]{40}$/, { error: "address" })
  .toLowerCase();

/** 65 bytes as hex: r, s and v of a signature by EIP-191. */
const signatureSchema = z
  .string({ error: "wrong_type" })
  .trim()
  .regex(/^0x[0-9a-fA-F]{130}$/, { error: "signature" });

export const askWalletSchema = z.strictObject({
  address: addressSchema,
  /** The chain that the wallet is on; it is only named in the message. */
  chainId: z.int({ error: "wrong_type" }).min(1, { error: "too_small" }).default(1),
});

/** The nonce says which message was signed: the message itself is never taken from outside. */
export const linkWalletSchema = z.strictObject({
  nonce: z.string({ error: "wrong_type" }).regex(/^[0-9a-f]{32}$/, { error: "wrong_type" }),
  signature: signatureSchema,
});
