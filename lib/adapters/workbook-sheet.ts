import type { Readable } from "node:stream";
import { limits } from "#lib/domain/limits";
import { fileFault } from "./table-fault";
import type { WireCell, WireLine } from "./table-wire";
import { momentOf } from "./workbook-date";
import { type SharedStrings, unescapeText } from "./workbook-strings";
import { type Attributes, parseXml } from "./workbook-xml";

export type SheetOptions = { strings: SharedStrings; dateStyles: readonly boolean[]; is1904: boolean };

/** The rows of a sheet that hold anything, with their own numbers; `share` of the part is read when a line with `at` comes. */
export async function* readSheet(
  { bytes, sizeBytes }: { bytes: Readable; sizeBytes: number },
  options: SheetOptions,
  fileBytes: number,
): AsyncGenerator<WireLine> {
  const sheet = new SheetReader(options);
  const perByte = sizeBytes > 0 ? fileBytes / sizeBytes : 0;
  yield* parseXml<WireLine>(bytes, sheet, (readBytes) => [
    ...sheet.take(),
    { at: Math.min(fileBytes, Math.floor(readBytes * perByte)) },
  ]);
}

class SheetReader {
  private readonly options: SheetOptions;
  private done: WireLine[] = [];
  private row = 0;
  private cells: WireCell[] = [];
  private rowChars = 0;
  private column = -1;
  private type = "n";
  private style = 0;
  private value: string | undefined;
  private isValue = false;
  private isPhonetic = false;

  constructor(options: SheetOptions) {
    this.options = options;
  }

  take(): WireLine[] {
    const taken = this.done;
    this.done = [];
    return taken;
  }

  open(name: string, attributes: Attributes): void {
    if (name === "row") {
      const number = Number(attributes.r ?? this.row + 1);
      if (!Number.isInteger(number) || number <= this.row || number > 1_048_576) throw fileFault("broken_workbook");
      this.row = number;
      this.cells = [];
      this.rowChars = 0;
      this.column = -1;
    } else if (name === "c") {
      this.column = attributes.r ? columnOf(attributes.r) : this.column + 1;
      this.type = attributes.t ?? "n";
      this.style = Number(attributes.s ?? 0);
      this.value = undefined;
    } else if (name === "v" || name === "t") {
      this.isValue = !this.isPhonetic;
      if (this.isValue) this.value ??= "";
    } else if (name === "rPh") this.isPhonetic = true;
  }

  text(piece: string): void {
    if (!this.isValue) return;
    this.rowChars += piece.length;
    // What is past any row's limit need not be kept to say so.
    if (this.rowChars <= limits.tableLineBytes) this.value = (this.value ?? "") + piece;
  }

  close(name: string): void {
    if (name === "v" || name === "t") this.isValue = false;
    else if (name === "rPh") this.isPhonetic = false;
    else if (name === "c") this.closeCell();
    else if (name === "row") this.closeRow();
  }

  private closeCell(): void {
    const cell = this.value === undefined ? null : this.read(this.value);
    if (cell === null || cell === "") return;
    if (this.column >= limits.tableColumns) {
      throw fileFault("too_many_columns", { line: this.row, count: this.column + 1, max: limits.tableColumns });
    }
    while (this.cells.length < this.column) this.cells.push(null);
    this.cells[this.column] = cell;
    if (this.type === "s" && typeof cell === "string") this.rowChars += cell.length;
  }

  private closeRow(): void {
    if (this.rowChars > limits.tableLineBytes) this.done.push({ r: this.row, c: null });
    else if (this.cells.length > 0) this.done.push({ r: this.row, c: this.cells });
  }

  private read(value: string): WireCell {
    if (this.type === "s") return this.options.strings.get(Number(value)) ?? { x: "not_text" };
    if (this.type === "str" || this.type === "inlineStr") return unescapeText(value);
    if (this.type === "b") return value === "1" || value === "true" ? "TRUE" : "FALSE";
    if (this.type === "e") return { x: "excel_error", d: value.slice(0, 40) };
    if (this.type === "d") return value;
    return this.readNumber(value);
  }

  private readNumber(value: string): WireCell {
    const number = Number(value);
    if (value.trim() === "") return null;
    if (!Number.isFinite(number)) return { x: "not_text" };
    if (this.options.dateStyles[this.style]) return momentOf(number, this.options.is1904) ?? String(number);
    // A workbook's numbers have fifteen digits: of a longer integer the last ones are gone already.
    return Number.isInteger(number) && !Number.isSafeInteger(number) ? { x: "big_integer" } : String(number);
  }
}

/** Index from 0 of the column in a cell's name: 27 of "AB12". */
function columnOf(name: string): number {
  let column = 0;
  for (let at = 0; at < name.length; at += 1) {
    const letter = name.charCodeAt(at) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  if (column < 1 || column > 16_384) throw fileFault("broken_workbook");
  return column - 1;
}
