import type { ParquetParsers, SchemaElement } from "hyparquet";
import type { WireCell } from "./table-wire";

/** Bytes that were to be a text and are no UTF-8. */
export const NOT_UTF8 = Symbol("not UTF-8");

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeText(bytes: Uint8Array | undefined): unknown {
  if (!bytes) return undefined;
  try {
    return decoder.decode(bytes);
  } catch {
    return NOT_UTF8;
  }
}

function isoOf(ms: number): string | typeof NOT_UTF8 {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? NOT_UTF8 : date.toISOString();
}

/** Moments as ISO 8601 with what digits they have; texts strictly as UTF-8; JSON as the text it is. */
export const parsers = {
  stringFromBytes: decodeText,
  jsonFromBytes: decodeText,
  dateFromDays: (days: number) => {
    const iso = isoOf(days * 86_400_000);
    return typeof iso === "string" ? iso.slice(0, 10) : iso;
  },
  timestampFromMilliseconds: (millis: bigint) => isoOf(Number(millis)),
  timestampFromMicroseconds: (micros: bigint) => finer(micros, 1_000n, 3),
  timestampFromNanoseconds: (nanos: bigint) => finer(nanos, 1_000_000n, 6),
} as Partial<ParquetParsers>;

function finer(units: bigint, perMs: bigint, digits: number): unknown {
  const rest = ((units % perMs) + perMs) % perMs;
  const iso = isoOf(Number((units - rest) / perMs));
  return typeof iso === "string" && rest !== 0n ? iso.replace("Z", `${String(rest).padStart(digits, "0")}Z`) : iso;
}

/** How a value of a column is written as text, exactly: an integer that a program may have rounded is none. */
export function cellWriter(element: SchemaElement): (value: unknown) => WireCell {
  if (isDecimal(element)) return (value) => (isMissing(value) ? null : writeDecimal(value, element.scale ?? 0));
  const isSingle = element.type === "FLOAT";
  return (value) => {
    if (isMissing(value)) return null;
    if (typeof value === "string") return value;
    if (typeof value === "boolean") return String(value);
    if (typeof value === "bigint") return writeInteger(value);
    if (typeof value !== "number" || !Number.isFinite(value)) return { x: "not_text" };
    if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value) : { x: "big_integer" };
    return isSingle ? shortestSingle(value) : String(value);
  };
}

/** A decimal number is read as the integer it is kept as: a division would change its digits. */
export function isDecimal(element: SchemaElement): boolean {
  return element.converted_type === "DECIMAL" || element.logical_type?.type === "DECIMAL";
}

function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function writeInteger(value: bigint): WireCell {
  const isSafe = value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER);
  return isSafe ? String(value) : { x: "big_integer" };
}

function writeDecimal(value: unknown, scale: number): WireCell {
  const unscaled =
    value instanceof Uint8Array
      ? BigInt.asIntN(value.length * 8, BigInt(`0x${Buffer.from(value).toString("hex") || "0"}`))
      : typeof value === "bigint" || typeof value === "number"
        ? BigInt(value)
        : undefined;
  if (unscaled === undefined || scale < 0 || scale > 400) return { x: "not_text" };
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  return `${unscaled < 0n ? "-" : ""}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ""}`;
}

// A single has seven to nine digits; the fewest that give it back are what was meant.
function shortestSingle(value: number): string {
  for (let digits = 6; digits < 9; digits += 1) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(Number(value.toPrecision(9)));
}
