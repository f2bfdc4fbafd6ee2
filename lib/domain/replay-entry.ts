import { canonicalText, parseCanonical } from "#lib/ledger/canonical";
import { decodeUtf8 } from "#lib/ledger/utf8";
import { type EntryBody, type EntryKind, entrySchemas } from "./entry";
import type { ReplayFault, ReplayReason } from "./replay-fault";

export type ParsedEntry =
  | { ok: true; body: EntryBody }
  | {
      ok: false;
      reason: Extract<ReplayReason, "not_utf8" | "not_json" | "not_canonical" | "unknown_kind" | "wrong_fields">;
      detail: ReplayFault["detail"];
      id: string | null;
      kind: string | null;
    };

/**
 * Reads an entry: its bytes must be the canonical JSON of a body that its kind's schema takes as it stands. Never throws. Sources:
 * lib/domain/entry.ts, docs/ledger.md "Canonical JSON".
 */
export function parseEntry(bytes: Uint8Array): ParsedEntry {
  const value = readJson(bytes);
  const schema = schemaOf(value);
  const parsed = schema?.safeParse(value);
  // Written again from the parsed body, so that what a schema mends (upper-case ids) is not taken as if it had stood there.
  if (parsed?.success && isWritten(parsed.data, bytes)) return { ok: true, body: parsed.data };
  return refusalOf(bytes, value, schema !== undefined, parsed?.error?.issues[0]);
}

function readJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function schemaOf(value: unknown) {
  const kind = fieldOf(value, "kind");
  return kind !== null && Object.hasOwn(entrySchemas, kind) ? entrySchemas[kind as EntryKind] : undefined;
}

function isWritten(body: EntryBody, bytes: Uint8Array): boolean {
  return canonicalText(body) === decodeUtf8(bytes);
}

function fieldOf(value: unknown, name: "id" | "kind"): string | null {
  if (typeof value !== "object" || value === null) return null;
  const field = (value as { id?: unknown; kind?: unknown })[name];
  return typeof field === "string" ? field.slice(0, 64) : null;
}

function refusalOf(
  bytes: Uint8Array,
  value: unknown,
  isKnown: boolean,
  issue: { path: PropertyKey[]; message: string } | undefined,
): ParsedEntry {
  const named = { ok: false as const, id: fieldOf(value, "id"), kind: fieldOf(value, "kind") };
  const form = parseCanonical(bytes);
  if (!form.ok) return { ...named, reason: form.reason, detail: {} };
  if (!isKnown) return { ...named, reason: "unknown_kind", detail: {} };
  const field = issue ? issue.path.map(String).join(".") : "id";
  return {
    ...named,
    reason: "wrong_fields",
    detail: { field, message: issue?.message ?? "ids are written in lower case" },
  };
}
