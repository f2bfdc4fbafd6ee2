import { type ColumnMapping, contentOfRow, type PreviewRow, type TableReading, type TableRow } from "#lib/domain/batch";
import { type Content, contentFields } from "#lib/domain/content";
import { limits } from "#lib/domain/limits";
import { guessMapping, unmappedFields } from "#lib/domain/mapping";
import { authorise } from "./authorise";
import { assertUploaded, findOwnBatch } from "./batch-read";
import { rowChecker } from "./batch-row";
import type { Ctx } from "./context";
import { getProjectById } from "./project-find";

export type BatchPreview = {
  id: string;
  reading: TableReading;
  columns: string[];
  /** What each row must fill, in order; "language" is asked for besides. */
  fields: string[];
  /** The mapping shown: the one asked about, else the one guessed from the names of the columns. */
  mapping: ColumnMapping;
  unmapped: string[];
  /** First cells of each column as they stand in the file, so that one sees what a column holds before choosing it. */
  samples: { column: string; values: string[] }[];
  rows: PreviewRow[];
};

const SAMPLES = 3;
const SAMPLE_CHARS = 120;
const CONTENT_CHARS = 600;

/** The first rows of an uploaded file under a mapping, each with what would be refused and why. Changes nothing. */
export async function previewBatch(
  ctx: Ctx,
  input: { id: string; mapping?: ColumnMapping | undefined },
): Promise<BatchPreview> {
  await authorise(ctx, "contribution.read_own");
  const batch = await findOwnBatch(ctx, input.id);
  assertUploaded(batch);
  const project = await getProjectById(ctx, batch.projectId);
  const fields = contentFields(project.modality, project.labelSchema);
  const { reading, columns, rows } = await readFirstRows(ctx, batch);
  const mapping = input.mapping ?? batch.mapping ?? guessMapping(columns, fields, project.languages);
  const check = rowChecker(project, mapping);
  return {
    id: batch.id,
    reading,
    columns,
    fields,
    mapping,
    unmapped: unmappedFields(mapping, fields),
    samples: columns.map((column) => ({ column, values: sampleValues(rows, column) })),
    rows: rows.map((row) => {
      const { language = null, refusals = [], found = [] } = check(row);
      return { row: row.row, line: row.line, content: shownContent(row, mapping), language, refusals, found };
    }),
  };
}

/** Names of the columns and the first rows of a stored file. */
export async function readFirstRows(ctx: Ctx, batch: { blobKey: string; fileName: string }) {
  const table = await ctx.openTable(ctx.blob.read(batch.blobKey), batch.fileName);
  const rows = [];
  for await (const row of table.rows) {
    rows.push(row);
    if (rows.length === limits.previewRows) break;
  }
  return { reading: table.reading, columns: table.columns, rows };
}

/** What stands in the cells, refused or not; null for a row that cannot be read. */
function shownContent({ values }: TableRow, mapping: ColumnMapping): Content | null {
  if (!values) return null;
  const cells = Object.entries(contentOfRow(values, mapping));
  return Object.fromEntries(cells.map(([field, cell]) => [field, cutText(cell, CONTENT_CHARS)]));
}

function cutText(cell: unknown, chars: number): string {
  const text = typeof cell === "string" ? cell : (JSON.stringify(cell) ?? "");
  return [...text.slice(0, chars * 2)].slice(0, chars).join("");
}

type FirstRows = Awaited<ReturnType<typeof readFirstRows>>["rows"];

function sampleValues(rows: FirstRows, column: string): string[] {
  const values = rows.flatMap(({ values }) => {
    const cell = values?.get(column);
    if (cell === undefined || cell === null || cell === "") return [];
    return [cutText(cell, SAMPLE_CHARS)];
  });
  return values.slice(0, SAMPLES);
}
