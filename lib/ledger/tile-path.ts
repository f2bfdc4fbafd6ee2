/** A tile or entry bundle by its coordinates; `width` is 256 for a full one. */
export type TileName = { level: number | "entries"; n: number; width: number };

const PATH = /^tile\/(0|[1-9]\d?|entries)\/((?:x\d{3}\/)*)(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;
const MAX_LEVEL = 63;
const FULL = 256;

/**
 * Reads a path as `tilePath` writes it, and only such: undefined for leading zero groups, a partial width of 256 or more, levels over 63, and
 * indexes past 2^53 - 1, so that each tile has one address. Source: C2SP tlog-tiles v0.1.0.
 */
export function parseTilePath(path: string): TileName | undefined {
  const [, level, groups, last, partial] = PATH.exec(path) ?? [];
  if (level === undefined || groups === undefined || last === undefined) return undefined;
  if (groups.startsWith("x000/")) return undefined;
  const width = partial === undefined ? FULL : Number(partial);
  const n = Number(groups.replaceAll(/[x/]/g, "") + last);
  if (!Number.isSafeInteger(n) || (partial !== undefined && width >= FULL)) return undefined;
  if (level === "entries") return { level, n, width };
  return Number(level) <= MAX_LEVEL ? { level: Number(level), n, width } : undefined;
}
