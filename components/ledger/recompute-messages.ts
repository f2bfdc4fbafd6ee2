import type { Recomputed } from "#lib/domain/recompute";

/** To the worker: begin with a person's points, read on to what the log has now, or end. */
export type RecomputeAsk = { what: "start"; userId: string; vkeys: string[] } | { what: "more" } | { what: "finish" };

export type RecomputeAnswer =
  | { what: "progress"; done: number; size: number }
  /** Read up to the checkpoint, whose signature holds. */
  | { what: "read"; origin: string; result: Recomputed }
  | { what: "finished"; origin: string; result: Recomputed }
  /** The checkpoint is absent or not signed by a known key. */
  | { what: "refused"; reason: "no_log" | "not_signed" }
  /** The log could not be read: no answer, or something unforeseen. */
  | { what: "failed" };
