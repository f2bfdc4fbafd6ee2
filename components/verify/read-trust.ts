import { type Policy, parsePolicy } from "#lib/ledger/tlog-policy";
import { ED25519_COSIGNATURE, type KeyProblem, parseVerifierKey, type VerifierKey } from "#lib/ledger/vkey";

export type KeyFault = { text: string; reason: KeyProblem | "witness_key" };

const linesOf = (text: string) => text.split(/\s+/).filter((line) => line !== "");

/** Verifier keys of a log, one a line; the first that is none is told with its reason. */
export function readKeys(text: string): { keys: VerifierKey[]; fault?: KeyFault } {
  const keys: VerifierKey[] = [];
  for (const line of linesOf(text)) {
    const parsed = parseVerifierKey(line);
    if (!parsed.ok) return { keys: [], fault: { text: line, reason: parsed.reason } };
    // A witness vouches for what it saw; it cannot stand in for the log.
    if (parsed.key.type === ED25519_COSIGNATURE) return { keys: [], fault: { text: line, reason: "witness_key" } };
    keys.push(parsed.key);
  }
  return { keys };
}

/** Keys of witnesses, one a line, who must all have cosigned; or a C2SP tlog-policy. Undefined when nothing is asked for. */
export function readPolicy(text: string): { policy?: Policy; fault?: string } {
  const lines = linesOf(text);
  if (lines.length === 0) return {};
  const keys = lines.map((line) => parseVerifierKey(line));
  const isKeys = keys.every((parsed) => parsed.ok);
  const parsed = parsePolicy(isKeys ? policyOf(lines) : text.endsWith("\n") ? text : `${text}\n`);
  return parsed.ok ? { policy: parsed.policy } : { fault: parsed.reason };
}

function policyOf(vkeys: readonly string[]): string {
  const names = vkeys.map((_, at) => `w${at + 1}`);
  const witnesses = vkeys.map((vkey, at) => `witness ${names[at]} ${vkey}`);
  return [...witnesses, `group all-of-them all ${names.join(" ")}`, "quorum all-of-them", ""].join("\n");
}
