import type { ColumnMetaData, DecodedArray, PageHeader, SchemaTree } from "hyparquet";
import { parquetHeader, readPage } from "hyparquet/src/column.js";
import { convert } from "hyparquet/src/convert.js";
import { limits } from "#lib/domain/limits";
import { isDecimal, parsers } from "./parquet-cell";
import { assertIndexes, makeCompressors } from "./parquet-pack";
import { fileFault } from "./table-fault";
import type { RangeReader } from "./table-range";

type ColumnDecoder = Parameters<typeof readPage>[2];

const HEADER_BYTES = 65_536;
const HEADER_MAX_BYTES = 4_194_304;

export type ChunkPlace = { meta: ColumnMetaData; path: SchemaTree[]; rows: number };

/** Reads the values of one column in one row group, a page at a time: what is in memory is a page and the column's dictionary. */
export class ColumnCursor {
  private readonly file: RangeReader;
  private readonly decoder: ColumnDecoder;
  private at: number;
  private readonly end: number;
  private rowsLeft: number;
  private dictionary: DecodedArray | undefined;
  private page: DecodedArray = [];
  private used = 0;
  private header: PageHeader | undefined;
  private window: { from: number; bytes: Uint8Array } = { from: 0, bytes: new Uint8Array() };

  constructor(file: RangeReader, { meta, path, rows }: ChunkPlace) {
    this.file = file;
    const leaf = path.at(-1)?.element;
    if (!leaf) throw fileFault("broken_parquet");
    const element = isDecimal(leaf)
      ? { name: leaf.name, type: leaf.type, type_length: leaf.type_length, repetition_type: leaf.repetition_type }
      : leaf;
    this.decoder = {
      ...{ pathInSchema: meta.path_in_schema, schemaPath: path, element: element as typeof leaf },
      ...{ type: meta.type, codec: meta.codec, utf8: !isDecimal(leaf) },
      parsers: parsers as ColumnDecoder["parsers"],
      compressors: makeCompressors((page) => {
        if (this.header) assertIndexes(page, this.header);
      }),
    };
    const first = Number(meta.data_page_offset);
    const dictionary = Number(meta.dictionary_page_offset ?? 0n);
    this.at = dictionary > 0 && dictionary < first ? dictionary : first;
    this.end = Math.min(this.at + Number(meta.total_compressed_size), file.sizeBytes);
    this.rowsLeft = rows;
  }

  /** The next values; throws when the column ends before. */
  async take(count: number): Promise<unknown[]> {
    const values: unknown[] = [];
    while (values.length < count) {
      if (this.used >= this.page.length) await this.readNext();
      const part = this.page.slice(this.used, this.used + count - values.length);
      for (const value of part) values.push(value);
      this.used += part.length;
    }
    return values;
  }

  private async readNext(): Promise<void> {
    const { header, bytes } = await this.readHeader();
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
    this.header = header;
    const { data } = readPage(reader, header, this.decoder, this.dictionary, undefined, 0);
    if (header.type === "DICTIONARY_PAGE") {
      if (data) this.dictionary = convert(data, this.decoder);
      return;
    }
    this.page = data ?? [];
    this.used = 0;
    this.rowsLeft -= this.page.length;
  }

  /** A page's header and its bytes, both held to the limits before anything is made of them. */
  private async readHeader(): Promise<{ header: PageHeader; bytes: Uint8Array }> {
    for (let size = HEADER_BYTES; ; size *= 4) {
      const start = await this.readBytes(this.at, Math.min(this.at + size, this.end));
      if (start.length < 4) throw fileFault("broken_parquet");
      const reader = { view: new DataView(start.buffer, start.byteOffset, start.byteLength), offset: 0 };
      let header: PageHeader;
      try {
        header = parquetHeader(reader);
      } catch (error) {
        // The header may be longer than what was looked at.
        if (size < HEADER_MAX_BYTES && this.at + size < this.end) continue;
        throw error;
      }
      this.assertSound(header);
      const from = this.at + reader.offset;
      this.at = from + header.compressed_page_size;
      return { header, bytes: await this.readBytes(from, this.at) };
    }
  }

  private assertSound(header: PageHeader): void {
    const { type, compressed_page_size: packed, uncompressed_page_size: size } = header;
    const inner = header.data_page_header ?? header.data_page_header_v2 ?? header.dictionary_page_header;
    const isSize = (bytes: number) => Number.isInteger(bytes) && bytes >= 0 && bytes <= limits.parquetPageBytes;
    const count = inner?.num_values ?? -1;
    // A dictionary has no more values than bytes; a page of a plain column no more than the group has rows.
    const max = type === "DICTIONARY_PAGE" ? size : this.rowsLeft;
    if (!isSize(packed) || !isSize(size) || count < 0 || count > max) throw fileFault("broken_parquet");
  }

  private async readBytes(from: number, to: number): Promise<Uint8Array> {
    if (from < 0 || to < from || to > this.file.sizeBytes) throw fileFault("broken_parquet");
    const { window } = this;
    if (from < window.from || to > window.from + window.bytes.length) {
      const bytes = await this.file.read(from, Math.max(to, Math.min(from + HEADER_BYTES * 16, this.end)));
      this.window = { from, bytes };
    }
    return this.window.bytes.subarray(from - this.window.from, to - this.window.from);
  }
}
