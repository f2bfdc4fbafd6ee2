/*
 * Compact memory for a replay of millions of entries: ids as 16 bytes with a running number, and columns of numbers by that number. A Set
 * of a million id texts alone would take what a whole audit may use.
 */

/** Ids (UUIDs in lower case), each with a number from 0 in the order in which they came. */
export type IdTable = { count: number; words: Uint32Array<ArrayBuffer>; slots: Int32Array<ArrayBuffer> };

const FIRST_ROOM = 256;
const WORDS = 4;

export function newIdTable(wanted: number = FIRST_ROOM): IdTable {
  const room = Math.max(FIRST_ROOM, wanted);
  let slots = FIRST_ROOM * 2;
  while (slots * 2 < room * 3) slots *= 2;
  return { count: 0, words: new Uint32Array(room * WORDS), slots: new Int32Array(slots).fill(-1) };
}

type Words = readonly [number, number, number, number];

function wordsOf(id: string): Words {
  return [
    Number.parseInt(id.slice(0, 8), 16),
    Number.parseInt(id.slice(9, 13) + id.slice(14, 18), 16),
    Number.parseInt(id.slice(19, 23) + id.slice(24, 28), 16),
    Number.parseInt(id.slice(28, 36), 16),
  ];
}

/** Slot of the id, or the free one where it belongs. */
function slotOf(table: IdTable, [a, b, c, d]: Words): number {
  const mask = table.slots.length - 1;
  const mixed =
    Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d) ^ Math.imul(d, 0x27d4eb2f);
  for (let slot = (mixed ^ (mixed >>> 15)) & mask; ; slot = (slot + 1) & mask) {
    const ordinal = table.slots[slot] ?? -1;
    if (ordinal < 0) return slot;
    const at = ordinal * WORDS;
    const { words } = table;
    if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) return slot;
  }
}

/** Number of the id; -1 when it never came. */
export function findId(table: IdTable, id: string): number {
  return table.slots[slotOf(table, wordsOf(id))] ?? -1;
}

/** Number of the id, a new one when it has not come before (the count then grows). */
export function addId(table: IdTable, id: string): number {
  return addWords(table, wordsOf(id));
}

function addWords(table: IdTable, words: Words): number {
  const slot = slotOf(table, words);
  const known = table.slots[slot] ?? -1;
  if (known >= 0) return known;
  const ordinal = table.count;
  if ((ordinal + 1) * WORDS > table.words.length) table.words = grown(table.words, (ordinal + 1) * WORDS);
  table.words.set(words, ordinal * WORDS);
  table.slots[slot] = ordinal;
  table.count += 1;
  if (table.count * 3 > table.slots.length * 2) rehash(table);
  return ordinal;
}

function rehash(table: IdTable): void {
  table.slots = new Int32Array(table.slots.length * 2).fill(-1);
  for (let ordinal = 0; ordinal < table.count; ordinal += 1) {
    table.slots[slotOf(table, wordsAt(table, ordinal))] = ordinal;
  }
}

function wordsAt({ words }: IdTable, ordinal: number): Words {
  const at = ordinal * WORDS;
  return [words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, words[at + 3] ?? 0];
}

/** The id with this number, as text. */
export function idAt(table: IdTable, ordinal: number): string {
  const hex = wordsAt(table, ordinal)
    .map((word) => word.toString(16).padStart(8, "0"))
    .join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A table made from its stored words again. */
export function restoreIdTable(words: Uint32Array<ArrayBuffer>): IdTable {
  const count = words.length / WORDS;
  const table = newIdTable(count);
  for (let ordinal = 0; ordinal < count; ordinal += 1) {
    const at = ordinal * WORDS;
    addWords(table, [words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, words[at + 3] ?? 0]);
  }
  return table;
}

type Column = Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** The column with room for `length` numbers, by half more than now when it must grow; new ones are 0. */
export function grown<C extends Column>(column: C, length: number): C {
  if (length <= column.length) return column;
  const Made = column.constructor as new (size: number) => C;
  const larger = new Made(Math.max(length, Math.ceil(column.length * 1.5)));
  larger.set(column);
  return larger;
}
