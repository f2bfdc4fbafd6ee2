/**
 * Span offsets are stored as code points, as every other language than JavaScript counts; strings and selections here count UTF-16 units.
 * A combining mark is a code point of its own; half of a surrogate pair that stands alone counts as one, too.
 */
export type OffsetMap = {
  /** Code points of the whole text. */
  length: number;
  /** Code points before this UTF-16 index; an index between the halves of a pair is taken for the one before it. */
  toCodePoint: (index: number) => number;
  /** UTF-16 index of this code point offset. */
  toIndex: (offset: number) => number;
};

/** Converts offsets of one text both ways; offsets outside it are refused with a RangeError. */
export function mapOffsets(text: string): OffsetMap {
  const indexes: number[] = [];
  const offsets = new Uint32Array(text.length + 1);
  for (let index = 0; index < text.length; ) {
    const size = (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
    offsets.fill(indexes.length, index, index + size);
    indexes.push(index);
    index += size;
  }
  const length = indexes.length;
  indexes.push(text.length);
  offsets[text.length] = length;
  return {
    length,
    toCodePoint: (index) => look(offsets, index, "index"),
    toIndex: (offset) => look(indexes, offset, "code point"),
  };
}

function look(places: ArrayLike<number>, at: number, what: string): number {
  const place = Number.isInteger(at) ? places[at] : undefined;
  if (place === undefined) throw new RangeError(`${what} ${at} is not from 0 to ${places.length - 1}`);
  return place;
}

/** The part of a text from one code point offset to below another. */
export function sliceCodePoints(text: string, start: number, end: number): string {
  const { toIndex } = mapOffsets(text);
  return text.slice(toIndex(start), toIndex(end));
}
