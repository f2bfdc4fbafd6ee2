import { parseCanonical } from "#lib/ledger/canonical";
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
  const text = textOf(bytes);
  const value = readJson(text);
  const schema = schemaOf(value);
  const parsed = schema?.safeParse(value);
  if (parsed?.success && isAsWritten(value, parsed.data) && JSON.stringify(value) === text)
    return { ok: true, body: parsed.data };
  return refusalOf(bytes, value, schema !== undefined, parsed?.error?.issues[0]);
}

// Bodies are plain ASCII but for what somebody forged; a million of them are read, so the common way is the short one.
function textOf(bytes: Uint8Array): string | undefined {
  const isAscii = bytes.length < 8_192 && bytes.every((byte) => byte < 0x80);
  return isAscii ? String.fromCharCode.apply(null, bytes as unknown as number[]) : decodeUtf8(bytes);
}

function readJson(text: string | undefined): unknown {
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

/**
 * True when the schema changed nothing (it would mend upper-case ids) and all names stand in canonical order. With the form of
 * JSON.stringify this is canonical JSON, because a schema lets only safe integers and plain words through.
 */
function isAsWritten(value: unknown, parsed: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === parsed;
  if (typeof parsed !== "object" || parsed === null) return false;
  const isList = Array.isArray(value);
  let before = "";
  for (const name of Object.keys(value)) {
    if (!isList && name <= before) return false;
    before = name;
    if (!isAsWritten((value as Plain)[name], (parsed as Plain)[name])) return false;
  }
  return true;
}

type Plain = Record<string, unknown>;

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
