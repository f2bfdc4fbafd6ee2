import { api } from "#lib/client";
import type { Recomputed } from "#lib/domain/recompute";
import type { Score } from "#lib/domain/replay-state";
import { lookAtLog } from "./log-look";
import type { RecomputeAnswer, RecomputeAsk } from "./recompute-messages";

/** What the site says of a person; the balance only to the person. Milli-points. */
export type Shown = Score & { balance: number | null };

export type RecomputeDone = { result: Recomputed; origin: string; shown: Shown; isSame: boolean; ms: number };
export type RecomputeRefusal = "alarm" | "no_log" | "not_signed" | "failed";

export class RecomputeError extends Error {
  constructor(readonly reason: RecomputeRefusal) {
    super(reason);
  }
}

const LOOKS = 5;
const PAUSE_MS = 2_000;

/**
 * Recomputes a person's points in a worker, from the public log alone, and compares them with what the site shows. The site may be ahead of
 * the log by an act of this moment, so a difference is looked at again a few times. Throws RecomputeError, or what the API throws.
 */
export async function recompute(
  handle: string,
  onProgress: (done: number, size: number) => void,
  signal: AbortSignal,
): Promise<RecomputeDone> {
  const started = performance.now();
  const seen = await lookAtLog();
  if (seen.state === "alarm") throw new RecomputeError("alarm");
  if (seen.state === "unknown") throw new RecomputeError("no_log");
  const { userId } = await api.profile.read({ handle });
  const worker = new Worker(new URL("./recompute-worker.ts", import.meta.url), { type: "module" });
  const ask = (question: RecomputeAsk) => answerOf(worker, question, onProgress, signal);
  try {
    let { result } = await ask({ what: "start", userId, vkeys: seen.memory.vkeys });
    let shown = await readShown(handle);
    for (let look = 1; look < LOOKS && !isSame(result, shown); look += 1) {
      await new Promise((done) => setTimeout(done, PAUSE_MS));
      ({ result } = await ask({ what: "more" }));
      shown = await readShown(handle);
    }
    const last = await ask({ what: "finish" });
    const ms = performance.now() - started;
    return { result: last.result, origin: last.origin, shown, isSame: isSame(last.result, shown), ms };
  } finally {
    worker.terminate();
  }
}

async function readShown(handle: string): Promise<Shown> {
  const [{ points, accepted, decided, reviews }, me] = await Promise.all([
    api.profile.read({ handle }),
    api.account.me({}),
  ]);
  const balance = me && me.handle === handle ? me.balance : null;
  return { points, accepted, decided, reviews, balance };
}

function isSame({ score, balance }: Recomputed, shown: Shown): boolean {
  const isScore = (["points", "accepted", "decided", "reviews"] as const).every((name) => score[name] === shown[name]);
  return isScore && (shown.balance === null || shown.balance === balance);
}

type Read = Extract<RecomputeAnswer, { result: Recomputed }>;

function answerOf(
  worker: Worker,
  question: RecomputeAsk,
  onProgress: (done: number, size: number) => void,
  signal: AbortSignal,
): Promise<Read> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    worker.onerror = () => reject(new RecomputeError("failed"));
    worker.onmessage = ({ data }: MessageEvent<RecomputeAnswer>) => {
      if (data.what === "progress") onProgress(data.done, data.size);
      else if (data.what === "refused") reject(new RecomputeError(data.reason));
      else if (data.what === "failed") reject(new RecomputeError("failed"));
      else resolve(data);
    };
    worker.postMessage(question);
  });
}
