import { z } from "zod";
import { addressSchema, askWalletSchema, linkWalletSchema } from "#lib/domain/wallet";
import { askWallet, linkWallet, listWallets, unlinkWallet } from "#lib/services/wallet";
import { pub } from "./base";

const tags = ["Account"];
const walletView = z.strictObject({
  /** With its check sum (EIP-55). */
  address: z.string(),
  linkedAt: z.date(),
});

/** Wallets of the signed-in person, linked by Sign-In with Ethereum (EIP-4361). */
export const walletRouter = {
  list: pub
    .route({ method: "GET", path: "/account/wallets", tags, summary: "My linked wallets (browser session only)" })
    .input(z.strictObject({}).optional())
    .output(z.array(walletView))
    .handler(({ context }) => listWallets(context.ctx)),
  ask: pub
    .route({
      method: "POST",
      path: "/account/wallets/messages",
      tags,
      summary: "The message (EIP-4361) that a wallet signs to be linked (browser session only)",
    })
    .input(askWalletSchema)
    .output(z.strictObject({ nonce: z.string(), message: z.string(), expiresAt: z.date() }))
    .handler(({ context, input }) => askWallet(context.ctx, input)),
  link: pub
    .route({
      method: "POST",
      path: "/account/wallets",
      tags,
      summary: "Link the wallet that signed the message (browser session only)",
    })
    .input(linkWalletSchema)
    .output(walletView)
    .handler(({ context, input }) => linkWallet(context.ctx, input)),
  unlink: pub
    .route({
      method: "DELETE",
      path: "/account/wallets/{address}",
      tags,
      summary: "Unlink a wallet of mine (browser session only)",
    })
    .input(z.strictObject({ address: addressSchema }))
    .output(z.strictObject({ done: z.literal(true) }))
    .handler(({ context, input }) => unlinkWallet(context.ctx, input)),
};
