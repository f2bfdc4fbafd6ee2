import type { TableEncoding } from "#lib/domain/table";

// Where the characters that people use every day stand in each encoding: the first byte of a pair. (Big5: level 1; GB 2312: level 1;
// Shift JIS: kana and level 1; EUC-KR: Hangul.)
const everyday = {
  big5: (lead: number) => lead >= 0xa1 && lead <= 0xc6,
  gb18030: (lead: number) => lead >= 0xb0 && lead <= 0xd7,
  shift_jis: (lead: number) => lead >= 0x81 && lead <= 0x98,
  "euc-kr": (lead: number) => lead >= 0xb0 && lead <= 0xc8,
} as const satisfies Partial<Record<TableEncoding, (lead: number) => boolean>>;
type Paired = keyof typeof everyday;

const ENOUGH = 0.9;

/**
 * The old encoding that a text which is not UTF-8 most likely has: a hint for a person, never taken without their word. Undefined for
 * what may just be broken UTF-8.
 */
export function guessEncoding(head: Uint8Array): TableEncoding | undefined {
  if (isMostlyUtf8(head)) return undefined;
  const fits = (Object.keys(everyday) as Paired[]).filter((encoding) => decodes(head, encoding));
  const rated = fits.map((encoding) => ({ encoding, share: shareOfEveryday(head, encoding) }));
  rated.sort((a, b) => b.share - a.share);
  const [best] = rated;
  if (best && best.share >= ENOUGH) return best.encoding;
  // In the text of a Western language bytes above ASCII are few.
  const high = head.reduce((count, byte) => count + (byte >= 0x80 ? 1 : 0), 0);
  return high * 4 < head.length ? "windows-1252" : undefined;
}

/** Whole UTF-8 sequences, more than broken ones: then a byte was lost, and no other encoding meant. */
function isMostlyUtf8(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  const broken = text.split("\ufffd").length - 1;
  const whole = [...text].filter((char) => char > "\x7f" && char !== "\ufffd").length;
  return whole > broken;
}

function decodes(head: Uint8Array, encoding: Paired): boolean {
  // The last character may be cut off.
  return [head, head.subarray(0, -1)].some((bytes) => {
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return true;
    } catch {
      return false;
    }
  });
}

function shareOfEveryday(head: Uint8Array, encoding: Paired): number {
  let pairs = 0;
  let common = 0;
  for (let at = 0; at < head.length - 1; at += 1) {
    const lead = head[at] ?? 0;
    if (lead < 0x80) continue;
    pairs += 1;
    if (everyday[encoding](lead)) common += 1;
    at += 1;
  }
  return pairs === 0 ? 0 : common / pairs;
}
