import { ChainError } from "#lib/domain/anchor";
import { type Compared, compareEvents } from "#lib/services/anchor-compare";
import { AGAIN } from "#lib/services/anchor-watch";
import { hex } from "#lib/services/hash";
import { advice, type OpenAnchor } from "./anchor-open";
import { number } from "./anchor-words";

const POLL_MS = 5_000;

/** Prints each checkpoint that the contract ever took beside the log's own. False at the first that is not the log's; following, it ends only then. */
export async function watchEvents({ ctx, deps, settings }: OpenAnchor, follow: boolean): Promise<boolean> {
  const { chain } = deps;
  const shown = new Map<string, Compared>();
  let from = settings.firstBlock;
  let silent = "";
  for (;;) {
    try {
      const { block } = await chain.newest();
      const seen = new Set<string>();
      for await (const one of compareEvents(ctx, chain, from, block)) {
        const key = `${one.event.size} ${one.event.blockHash}`;
        seen.add(key);
        if (!shown.has(key)) process.stdout.write(lineOf(one));
        shown.set(key, one);
        if (one.verdict !== "ours") return alarm(one);
      }
      for (const [key, { event }] of shown) {
        if (event.block < from || seen.has(key)) continue;
        process.stdout.write(
          `gone: size ${number(event.size)} is no longer in block ${event.block} (reorganisation)\n`,
        );
        shown.delete(key);
      }
      if (!follow) {
        process.stdout.write(`Checkpoints up to block ${number(block)}: ${number(shown.size)}, all of this log.\n`);
        return true;
      }
      from = Math.max(settings.firstBlock, block - AGAIN + 1);
      silent = "";
    } catch (error) {
      if (!(error instanceof ChainError) || !follow) throw error;
      if (silent !== error.message) process.stderr.write(`${error.message}; trying again …\n`);
      silent = error.message;
    }
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}

function lineOf({ event, at, verdict }: Compared): string {
  const word = verdict === "ours" ? "ok  " : "FAIL";
  return `${word} ${at.toISOString()} block ${event.block} size ${event.size} root ${event.root.slice(2)} ${event.txHash}\n`;
}

const proofs = {
  yes: "Its transaction carries your publisher key's signature, so the node does not lie about it: another database signed it, or the key is stolen.",
  no: "Its transaction carries no signature of your publisher key, which the contract would never take: the node lies.",
  unseen: "Who signed it cannot be seen from its transaction, so the node may lie.",
};

function alarm({ event, verdict, ourRoot, isSigned }: Compared): false {
  const what =
    verdict === "not_reached"
      ? `The contract holds ${number(event.size)} entries, and this database has fewer.\n${advice.behind}`
      : `The contract holds another root for ${number(event.size)} entries; this log's is ${ourRoot && hex(ourRoot)}.\n${advice.mismatch}`;
  const proof = proofs[isSigned === undefined ? "unseen" : isSigned ? "yes" : "no"];
  process.stderr.write(`\nALARM ${what}\n${proof}\n`);
  return false;
}
