import { CHECKPOINT_MAX_BYTES } from "#lib/domain/log";
import { finishRecompute, type Recomputing, readOn, resultOf, startRecompute } from "#lib/domain/recompute";
import { openCheckpoint, openedCheckpoint } from "#lib/ledger/checkpoint";
import { parseVerifierKey, type VerifierKey } from "#lib/ledger/vkey";
import { fetchLogBytes } from "./log-fetch";
import type { RecomputeAnswer, RecomputeAsk } from "./recompute-messages";

/*
 * A worker of its own, so that the page stays alive while a million entries are hashed and replayed.
 */

const TELL_EVERY_MS = 100;

let run: Recomputing | undefined;
let keys: VerifierKey[] = [];
let origin = "";

const tell = (answer: RecomputeAnswer) => postMessage(answer);

addEventListener("message", ({ data }: MessageEvent<RecomputeAsk>) => {
  void answer(data).catch(() => tell({ what: "failed" }));
});

async function answer(ask: RecomputeAsk): Promise<void> {
  if (ask.what === "start") {
    run = startRecompute(ask.userId);
    keys = ask.vkeys.flatMap((text) => {
      const parsed = parseVerifierKey(text);
      return parsed.ok ? [parsed.key] : [];
    });
  }
  if (!run) return;
  if (ask.what === "finish") return tell({ what: "finished", origin, result: finishRecompute(run) });
  const note = await fetchLogBytes("checkpoint", CHECKPOINT_MAX_BYTES);
  if (!note) return tell({ what: "refused", reason: "no_log" });
  const head = openedCheckpoint(openCheckpoint(note, keys));
  if (!head) return tell({ what: "refused", reason: "not_signed" });
  origin = head.origin;
  let toldAt = 0;
  const onProgress = (done: number) => {
    if (Date.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = Date.now();
    tell({ what: "progress", done, size: head.size });
  };
  await readOn(run, { fetchBytes: fetchLogBytes, head, onProgress });
  tell({ what: "read", origin, result: resultOf(run) });
}
