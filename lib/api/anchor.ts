import { z } from "zod";
import { anchorProblems } from "#lib/domain/anchor";
import { env } from "#lib/env";
import { isDevelopmentChain } from "#lib/ledger/anchor-proof";
import { readAnchorState } from "#lib/services/anchor-read";
import { pub } from "./base";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const txHash = z.string().regex(/^0x[0-9a-f]{64}$/);

export const anchorRouter = {
  read: pub
    .route({
      method: "GET",
      path: "/ledger/anchor",
      tags: ["Ledger"],
      summary:
        "Read how the log is anchored on a chain: newest anchor, cost, what is under way, what is wrong; null if it is not",
    })
    .input(z.strictObject({}))
    .output(
      z
        .strictObject({
          chainId: z.int(),
          /** A chain of this computer alone: it proves the mechanism and gives no security. */
          isDevelopment: z.boolean(),
          contract: z.string(),
          explorerUrl: z.string().nullable(),
          newest: z
            .strictObject({
              size: z.int(),
              root: hash,
              at: z.date(),
              block: z.int(),
              txHash,
              confirmations: z.int(),
            })
            .nullable(),
          cost: z.strictObject({ gasUsed: z.int(), wei: z.string() }).nullable(),
          pending: z.strictObject({ size: z.int(), since: z.date(), txHash: txHash.nullable() }).nullable(),
          problem: z.strictObject({ problem: z.enum(anchorProblems), detail: z.string(), since: z.date() }).nullable(),
          checkedAt: z.date().nullable(),
          balanceWei: z.string().nullable(),
        })
        .nullable(),
    )
    .handler(async ({ context }) => {
      const reading = await readAnchorState(context.ctx);
      const explorerUrl = env().chainExplorerUrl ?? null;
      return reading && { ...reading, isDevelopment: isDevelopmentChain(reading.chainId), explorerUrl };
    }),
};
