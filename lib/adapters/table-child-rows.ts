import type { Readable } from "node:stream";
import type { Table } from "#lib/domain/adapter";
import type { RowRefusal, TableRow } from "#lib/domain/batch";
import { limits } from "#lib/domain/limits";
import { cellFaults, type FileFault, UnreadableCell } from "#lib/domain/table";
import { fileFault } from "./table-fault";
import { looksLikeHeader } from "./table-format";
import { nameColumns, readHeader } from "./table-header";
import { splitLines } from "./table-jsonl";
import type { WireCell, WireLine } from "./table-wire";

type Source = {
  lines: Readable;
  stop(): void;
  fail(error: unknown): unknown;
  /** What the file is refused with when its reader ends without a word. */
  fault: FileFault;
};
type Cells = { line: number; cells: WireCell[] } | { line: number; cells: undefined; refusal: RowRefusal };
type Opened = Pick<Table, "columns" | "rows" | "readBytes"> & { header: boolean | null };

/** Rows as the child gives them. Where it knows no names (`named` null) the first row has them, or none has. */
export async function readWireRows(
  source: Source,
  named: string[] | null,
  chosenHeader: boolean | undefined,
): Promise<Opened> {
  const progress = { bytes: 0 };
  const readBytes = () => progress.bytes;
  const all = readCells(source, progress);
  if (named) return { columns: named, header: null, readBytes, rows: toRows(all, named) };
  try {
    const first = await all.next();
    if (first.done) throw fileFault("no_rows");
    const { cells, line } = first.value;
    if (!cells) throw fileFault("broken_header", { line });
    const texts = cells.map((cell) => (typeof cell === "string" ? cell : ""));
    const header = chosenHeader ?? looksLikeHeader(texts);
    if (header) {
      // Cells that only have a look, behind the last name, are no columns.
      const columns = readHeader(texts.slice(0, texts.findLastIndex((text) => text.trim() !== "") + 1), line);
      if (columns.length === 0) throw fileFault("unnamed_column", { line, column: 1 });
      return { columns, header, readBytes, rows: toRows(all, columns) };
    }
    const columns = nameColumns(cells.length, line);
    return { columns, header, readBytes, rows: toRows(withFirst(first.value, all), columns) };
  } catch (error) {
    await all.return(undefined);
    throw error;
  }
}

async function* withFirst(first: Cells, rest: AsyncGenerator<Cells>): AsyncGenerator<Cells> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

const tooLong: RowRefusal = { reason: "line_too_long", detail: String(limits.tableLineBytes) };

async function* toRows(all: AsyncGenerator<Cells>, columns: readonly string[]): AsyncGenerator<TableRow> {
  let row = 0;
  for await (const one of all) {
    const { line, cells } = one;
    if (!cells) {
      yield { row, line, refusal: one.refusal };
    } else if (cells.slice(columns.length).some((cell) => cell !== null && cell !== "")) {
      const filled = cells.findLastIndex((cell) => cell !== null && cell !== "") + 1;
      yield { row, line, refusal: { reason: "too_many_cells", detail: `${filled}/${columns.length}` } };
    } else {
      yield { row, line, values: new Map(columns.map((column, at) => [column, toCell(cells[at])])) };
    }
    row += 1;
  }
}

function toCell(cell: WireCell | undefined): unknown {
  if (cell === undefined || cell === null || typeof cell === "string") return cell ?? null;
  const reason = cellFaults.find((fault) => fault === cell.x) ?? "not_text";
  return new UnreadableCell(reason, cell.d);
}

/** The child's lines until its last; ends it in any case, and refuses the file where it went before it was done. */
async function* readCells(source: Source, progress: { bytes: number }): AsyncGenerator<Cells> {
  let line = 0;
  try {
    for await (const { bytes } of splitLines(watched(source))) {
      if (!bytes) {
        line += 1;
        yield { line, cells: undefined, refusal: tooLong };
        continue;
      }
      const said = JSON.parse(
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"),
      ) as WireLine;
      if ("r" in said) {
        line = said.r;
        if ("x" in said) yield { line, cells: undefined, refusal: { reason: said.x, detail: said.d } };
        else yield said.c ? { line, cells: said.c } : { line, cells: undefined, refusal: tooLong };
      } else if ("at" in said) progress.bytes = said.at;
      else if ("end" in said) return;
      else throw fileFault(said.fault, said.details);
    }
    throw fileFault(source.fault, { died: true });
  } catch (error) {
    throw source.fail(error);
  } finally {
    source.stop();
  }
}

/** The output in chunks; a child that is silent for too long while it is waited for is ended. */
async function* watched({ lines, stop }: Source): AsyncGenerator<Uint8Array> {
  const chunks = lines[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    for (;;) {
      const timer = setTimeout(stop, limits.tableSilenceMs);
      const next = await chunks.next().finally(() => clearTimeout(timer));
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}
