import type { Attributes } from "./workbook-xml";
import { readXml } from "./workbook-xml";
import type { WorkbookZip } from "./workbook-zip";

// ECMA-376, part 1, 18.8.30: the numbers of formats that are dates or times.
const BUILT_IN = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47]);
for (let id = 50; id <= 58; id += 1) BUILT_IN.add(id);

const DAY_MS = 86_400_000;
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);

/** For each style of cells whether its numbers are moments. */
export async function readDateStyles(zip: WorkbookZip, part: string): Promise<boolean[]> {
  const opened = await zip.open(part);
  if (!opened) return [];
  const custom = new Set<number>();
  const styles: boolean[] = [];
  let isCellFormats = false;
  await readXml(opened.bytes, {
    open: (name: string, attributes: Attributes) => {
      if (name === "numFmt" && isDateCode(attributes.formatCode ?? "")) custom.add(Number(attributes.numFmtId));
      else if (name === "cellXfs") isCellFormats = true;
      else if (name === "xf" && isCellFormats && styles.length < 70_000) {
        const id = Number(attributes.numFmtId ?? 0);
        styles.push(BUILT_IN.has(id) || custom.has(id));
      }
    },
    close: (name: string) => {
      if (name === "cellXfs") isCellFormats = false;
    },
  });
  return styles;
}

/** Letters of date and time outside quoted texts, escapes, colours and conditions. */
function isDateCode(code: string): boolean {
  const bare = code
    .slice(0, 500)
    .replace(/"[^"]*"|\\.|_.|\*./g, "")
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "");
  return /[ymdhs]/i.test(bare) && !/general/i.test(bare);
}

/** The moment that a workbook's number means, as ISO 8601 without zone; undefined where it means none. */
export function momentOf(serial: number, is1904: boolean): string | undefined {
  if (!Number.isFinite(serial) || serial < 0 || serial > 2_958_466) return undefined;
  // 1900 was no leap year, but the numbers count its 29 February.
  const days = !is1904 && serial < 60 ? serial + 1 : serial;
  const ms = Math.round((days * DAY_MS) / 1_000) * 1_000;
  const iso = new Date((is1904 ? EPOCH_1904 : EPOCH_1900) + ms).toISOString();
  if (serial < 1) return iso.slice(11, 19);
  return Number.isInteger(serial) ? iso.slice(0, 10) : iso.slice(0, 19);
}
