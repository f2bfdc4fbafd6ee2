import { newReplay, type Replay } from "./replay-state";
import { restoreIdTable } from "./replay-table";

/** A replay as it can be stored: a JSON text, and columns of bytes by name. */
export type ReplaySnapshot = { text: string; columns: Map<string, Uint8Array> };

type Column = Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
const idTables = ["ids", "names", "items"] as const;
const columnGroups = ["item", "paid", "moves"] as const;

/**
 * Takes down everything a replay remembers. The columns are views of its memory: write them before the replay goes on. Numbers in them
 * are little-endian on every machine in use.
 */
export function snapshotReplay(replay: Replay): ReplaySnapshot {
  const columns = new Map<string, Uint8Array>();
  const keep = (name: string, column: Column) => {
    columns.set(name, new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  };
  for (const name of idTables) keep(name, replay[name].words.subarray(0, replay[name].count * 4));
  for (const group of columnGroups) {
    for (const [name, column] of Object.entries(replay[group])) keep(`${group}.${name}`, column);
  }
  const { ids, names, items, item, paid, moves, ...plain } = replay;
  const text = JSON.stringify(plain, (_, value: unknown) => {
    if (value instanceof Map) return { map: [...value] };
    return value instanceof Set ? { set: [...value] } : value;
  });
  return { text, columns };
}

/** A replay from what snapshotReplay took down. Throws (SyntaxError, TypeError, RangeError) at anything else: check its hash first. */
export function restoreReplay({ text, columns }: ReplaySnapshot): Replay {
  const plain = JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== "object" || value === null) return value;
    if ("map" in value && Array.isArray(value.map)) return new Map(value.map as [unknown, unknown][]);
    return "set" in value && Array.isArray(value.set) ? new Set(value.set) : value;
  }) as Omit<Replay, "ids" | "names" | "items" | "item" | "paid" | "moves">;
  const replay: Replay = { ...newReplay(), ...plain };
  const bytesOf = (name: string) => {
    const bytes = columns.get(name);
    if (!bytes) throw new RangeError(`the snapshot has no column ${name}`);
    return new Uint8Array(bytes).buffer;
  };
  for (const name of idTables) replay[name] = restoreIdTable(new Uint32Array(bytesOf(name)));
  for (const group of columnGroups) {
    const target: Record<string, Column> = replay[group];
    for (const [name, column] of Object.entries(target)) {
      const Made = column.constructor as new (buffer: ArrayBuffer) => Column;
      target[name] = new Made(bytesOf(`${group}.${name}`));
    }
  }
  return replay;
}
