import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileFault } from "./table-fault";
import { parseXml } from "./workbook-xml";
import type { WorkbookZip } from "./workbook-zip";

const BLOCK_BYTES = 65_536;
const BLOCKS = 256;
const MAX_STRINGS = 16_000_000;

/** The texts that a workbook's cells share: in a file of this machine, so that a million long ones fit into a few blocks of memory. */
export type SharedStrings = { get(index: number): string | undefined; close(): void };

export const noStrings: SharedStrings = { get: () => undefined, close: () => {} };

export async function readStrings(zip: WorkbookZip, part: string): Promise<SharedStrings> {
  const opened = await zip.open(part);
  if (!opened) return noStrings;
  const store = new StringStore();
  let text: string | undefined;
  let isPhonetic = false;
  let isText = false;
  let found: string[] = [];
  const handler = {
    open: (name: string) => {
      if (name === "si") text = "";
      else if (name === "rPh") isPhonetic = true;
      else if (name === "t") isText = true;
    },
    text: (piece: string) => {
      if (isText && !isPhonetic && text !== undefined) text += piece;
    },
    close: (name: string) => {
      if (name === "t") isText = false;
      else if (name === "rPh") isPhonetic = false;
      else if (name === "si" && text !== undefined) {
        found.push(unescapeText(text));
        text = undefined;
      }
    },
  };
  try {
    const take = () => {
      const taken = found;
      found = [];
      return taken;
    };
    for await (const one of parseXml(opened.bytes, handler, take)) store.add(one);
    store.flush();
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Characters that XML cannot hold stand as _x000D_ in a workbook; an underscore that only looks so as _x005F_. */
export function unescapeText(text: string): string {
  return text.includes("_x")
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
}

class StringStore implements SharedStrings {
  private readonly folder = mkdtempSync(join(tmpdir(), "assay-strings-"));
  private readonly file = openSync(join(this.folder, "strings"), "wx+", 0o600);
  /** Where each text begins; one more than there are texts. */
  private starts = new Float64Array(1024);
  private count = 0;
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private sizeBytes = 0;
  private readonly blocks = new Map<number, Buffer>();

  constructor() {
    // Gone from the folder at once, the file lives as long as this process has it open.
    rmSync(this.folder, { recursive: true, force: true });
  }

  add(text: string): void {
    if (this.count >= MAX_STRINGS) throw fileFault("too_much_unpacked", { maxRatio: 0 });
    const bytes = Buffer.from(text, "utf16le");
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    this.sizeBytes += bytes.length;
    this.count += 1;
    if (this.count + 1 > this.starts.length) {
      const more = new Float64Array(this.starts.length * 2);
      more.set(this.starts);
      this.starts = more;
    }
    this.starts[this.count] = this.sizeBytes;
    if (this.waitingBytes > BLOCK_BYTES * 16) this.flush();
  }

  flush(): void {
    const bytes = Buffer.concat(this.waiting);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.file, bytes, at);
    this.waiting = [];
    this.waitingBytes = 0;
  }

  get(index: number): string | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) return undefined;
    const from = this.starts[index] ?? 0;
    const to = this.starts[index + 1] ?? from;
    const parts: Buffer[] = [];
    for (let at = from; at < to; ) {
      const number = Math.floor(at / BLOCK_BYTES);
      const start = at - number * BLOCK_BYTES;
      const part = this.block(number).subarray(start, start + to - at);
      if (part.length === 0) throw fileFault("broken_workbook");
      parts.push(part);
      at += part.length;
    }
    const [only] = parts;
    return (parts.length === 1 && only ? only : Buffer.concat(parts)).toString("utf16le");
  }

  private block(number: number): Buffer {
    const known = this.blocks.get(number);
    if (known) return known;
    const bytes = Buffer.alloc(BLOCK_BYTES);
    const read = readSync(this.file, bytes, 0, BLOCK_BYTES, number * BLOCK_BYTES);
    const block = bytes.subarray(0, read);
    const [oldest] = this.blocks.keys();
    if (this.blocks.size >= BLOCKS && oldest !== undefined) this.blocks.delete(oldest);
    this.blocks.set(number, block);
    return block;
  }

  close(): void {
    closeSync(this.file);
  }
}
