import { readFileSync } from "node:fs";
import { env } from "./env";
import { type Policy, parsePolicy } from "./ledger/tlog-policy";
import { refusal } from "./refusal";

/** Witnesses of the log and the quorum promised, from LOG_POLICY_FILE (C2SP tlog-policy); undefined without one. Throws a refusal when it is wrong. */
export function logPolicy(): Policy | undefined {
  const path = env().logPolicyFile;
  if (!path) return undefined;
  let text: string;
  try {
    text = readFileSync(/* turbopackIgnore: true */ path, "utf8");
  } catch (error) {
    throw refusal("internal", `LOG_POLICY_FILE ${path} cannot be read: ${(error as Error).message}.`, error);
  }
  const parsed = parsePolicy(text);
  if (parsed.ok) return parsed.policy;
  throw refusal("internal", `LOG_POLICY_FILE ${path} cannot be used: ${parsed.reason}. docs/witness.md shows one.`);
}
