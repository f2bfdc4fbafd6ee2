import type { Logger } from "pino";
import type { HaltDetail, HaltReason } from "./domain/log";

const meanings: Record<HaltReason, string> = {
  no_key: "no key is configured",
  other_origin: "the key carries another name than the checkpoints signed before",
  behind: "somebody holds a longer log than this database",
  fork: "somebody holds another root than this database for the same size",
};

/** One line in the server's log when the log of entries stops signing, and one when it goes on. */
export function tellHalt(
  halt: { reason: HaltReason; detail: HaltDetail | null } | undefined,
  log: Pick<Logger, "error" | "info">,
): void {
  if (!halt) {
    log.info("the log signs and publishes again");
    return;
  }
  const what = `${halt.reason}, ${meanings[halt.reason]}`;
  const hint = 'docs/operating.md, "The log does not sign", says what to do';
  log.error({ halt: halt.reason, ...halt.detail }, `the log does not sign: ${what}. ${hint}.`);
}
