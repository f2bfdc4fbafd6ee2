import { refusal } from "#lib/refusal";
import { anchorOnce, lookAtChain } from "#lib/services/anchor";
import { type AnchorReading, readAnchorState } from "#lib/services/anchor-read";
import { readPublishedSize } from "#lib/services/anchor-send";
import type { Ctx } from "#lib/services/context";
import { advice, type OpenAnchor } from "./anchor-open";
import { amount, number } from "./anchor-words";

const POLL_MS = 1_000;
// A node that stutters while a transaction waits is no reason to give up.
const MAX_SILENCES = 10;

/** Anchors what is published now, whatever the policy says, and waits until it counts. Killed or interrupted, the servers bring it to its end. */
export async function submitNow({ ctx, deps }: OpenAnchor, timeoutMs: number): Promise<void> {
  const wanted = await readPublishedSize(ctx);
  if (wanted === 0)
    throw refusal("input.invalid", "Nothing is published yet: start the server, with a key to sign with.");
  const { confirmations } = deps.policy;
  const now = { ...deps, policy: { ...deps.policy, entries: 1, everyMs: 0 } };
  const until = Date.now() + timeoutMs;
  let silences = 0;
  let isOurs = false;
  let told = "";
  for (;;) {
    const isMoved = await anchorOnce(ctx, now);
    let state = await readState(ctx);
    if (!state.pending && !state.problem) {
      // A quiet look would leave the confirmations as they were.
      await lookAtChain(ctx, now);
      state = await readState(ctx);
    }
    const { newest, pending, problem, cost } = state;
    isOurs ||= pending !== null;
    silences = problem?.problem === "unreachable" && pending ? silences + 1 : 0;
    if (problem && (silences === 0 || silences > MAX_SILENCES))
      throw refusal("internal", problemText(problem, pending));
    if (!problem && !pending && newest && newest.size >= wanted && newest.confirmations >= confirmations) {
      process.stdout.write(
        `Anchored: ${number(newest.size)} entries, transaction ${newest.txHash}${isOurs ? costText(cost) : ", before this"}.\n`,
      );
      return;
    }
    const line = progressText(state, confirmations);
    if (line && line !== told) process.stderr.write(`${line}\n`);
    told = line ?? told;
    if (Date.now() > until)
      throw refusal("internal", `The anchor is not confirmed after ${timeoutMs / 60_000} minutes. ${goesOn}`);
    if (!isMoved) await new Promise((done) => setTimeout(done, POLL_MS));
  }
}

const goesOn =
  "What was sent is stored: running servers bring it to its end, and so does this command when it is called again.";

async function readState(ctx: Ctx): Promise<AnchorReading> {
  const state = await readAnchorState(ctx);
  if (!state) throw new Error("a look at the chain left no trace");
  return state;
}

function problemText(
  { problem, detail }: NonNullable<AnchorReading["problem"]>,
  pending: AnchorReading["pending"],
): string {
  return `Not anchored (${problem}): ${detail}.\n${advice[problem]}${pending ? `\n${goesOn}` : ""}`;
}

function progressText({ pending, newest }: AnchorReading, confirmations: number): string | undefined {
  if (!pending) return undefined;
  if (newest?.size !== pending.size)
    return `${number(pending.size)} entries: sent as ${pending.txHash}, waiting for a block …`;
  return `${number(pending.size)} entries: in block ${newest.block}, ${newest.confirmations} of ${confirmations} confirmations …`;
}

const costText = (cost: AnchorReading["cost"]) => (cost ? `, ${number(cost.gasUsed)} gas, ${amount(cost.wei)}` : "");
