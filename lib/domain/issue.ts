import type { InputIssue } from "./error";

/** What a schema reports, as far as it is read here (zod's issues, and other standard schemas'). */
export type SchemaIssue = {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[];
  code?: string;
  origin?: string;
  input?: unknown;
  keys?: readonly string[];
  minimum?: number | bigint;
  maximum?: number | bigint;
  params?: Record<string, unknown> | undefined;
};

const WITH_LIMIT: readonly string[] = ["too_long", "too_short", "password_short"];

/** The length in characters that an issue with this key is about; undefined for every other. */
function limitOf(key: string, issue: SchemaIssue): number | undefined {
  if (!WITH_LIMIT.includes(key)) return undefined;
  const limit = issue.params?.limit ?? issue.maximum ?? issue.minimum;
  return limit === undefined ? undefined : Number(limit);
}

/** An issue of one of our own schemas, whose messages are keys of "error.field". */
export function ownIssue(issue: SchemaIssue): InputIssue {
  const path = (issue.path ?? []).map((step) => String(typeof step === "object" ? step.key : step)).join(".");
  return withLimit({ path, message: issue.code === "unrecognized_keys" ? "not_asked" : issue.message }, issue);
}

/** The issue with its limit, where its key has one. */
export function withLimit(told: InputIssue, issue: SchemaIssue): InputIssue {
  const limit = limitOf(told.message, issue);
  return limit === undefined ? told : { ...told, limit };
}

/** Key and limit as one word, "too_long:280", for places that keep a single text; `readFault` takes it apart. */
export function faultOf({ message, limit }: InputIssue): string {
  return limit === undefined ? message : `${message}:${limit}`;
}

/** Input: what `faultOf` wrote, or a bare key. Output: the key, and the limit in characters, 0 where none is named. */
export function readFault(fault: string): { key: string; limit: number } {
  const [key = "", limit = "0"] = fault.split(":");
  return { key, limit: Number(limit) || 0 };
}
