import { type ColumnMapping, contentOfRow, type PreviewRow, type TableRow } from "#lib/domain/batch";
import type { Content } from "#lib/domain/content";
import { guessMapping, unmappedFields } from "#lib/domain/mapping";
import { type ReadingChoice, type TableReading, UnreadableCell } from "#lib/domain/table";
import { tableFields } from "#lib/domain/table-field";
import { authorise } from "./authorise";
import { fileOf, readFirstRows } from "./batch-file";
import { findFiles } from "./batch-media";
import { assertUploaded, findOwnBatch } from "./batch-read";
import { rowChecker } from "./batch-row";
import type { Ctx } from "./context";
import { getProjectById } from "./project-find";
import { findSavedMapping } from "./saved-mapping";

export type BatchPreview = {
  id: string;
  reading: TableReading;
  columns: string[];
  /** What each row must fill, in order; "language" is asked for besides. */
  fields: string[];
  /** The mapping shown: the one asked about, else how such a file was last mapped, else the one guessed from the names of the columns. */
  mapping: ColumnMapping;
  /** The one guessed, to go back to. */
  guessed: ColumnMapping;
  /** When such a file was last mapped as shown; null when it was not. */
  rememberedAt: Date | null;
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
  input: { id: string; mapping?: ColumnMapping | undefined; reading?: ReadingChoice | undefined },
): Promise<BatchPreview> {
  await authorise(ctx, "contribution.read_own");
  const batch = await findOwnBatch(ctx, input.id);
  assertUploaded(batch);
  const project = await getProjectById(ctx, batch.projectId);
  const fields = tableFields(project.modality, project.labelSchema);
  const choice = input.reading ?? batch.reading ?? undefined;
  const { reading, columns, rows } = await readFirstRows(ctx, fileOf(ctx, batch), choice);
  const guessed = guessMapping(columns, fields, project.languages);
  const saved = input.mapping ? undefined : await findSavedMapping(ctx, project, columns);
  const mapping = input.mapping ?? saved?.mapping ?? guessed;
  const check = rowChecker(project, mapping);
  const checked = rows.map(check);
  const holder = { userId: batch.userId, projectId: project.id };
  const names = checked.flatMap(({ file }) => file ?? []);
  const files = await findFiles(ctx, holder, names, false);
  return {
    id: batch.id,
    reading,
    columns,
    fields,
    mapping,
    guessed,
    rememberedAt: saved?.usedAt ?? null,
    unmapped: unmappedFields(mapping, fields),
    samples: columns.map((column) => ({ column, values: sampleValues(rows, column) })),
    rows: rows.map((row, at) => {
      const { language = null, refusals: own = [], found = [], looksLike = null, file } = checked[at] ?? {};
      const named = file === undefined ? undefined : files.get(file);
      const refusals = named && "reason" in named ? [...own, named] : own;
      return {
        row: row.row,
        line: row.line,
        content: shownContent(row, mapping),
        language,
        refusals,
        found,
        looksLike,
      };
    }),
  };
}

/** What stands in the cells, refused or not; null for a row that cannot be read. */
function shownContent({ values }: TableRow, mapping: ColumnMapping): Content | null {
  if (!values) return null;
  const cells = Object.entries(contentOfRow(values, mapping));
  return Object.fromEntries(cells.map(([field, cell]) => [field, cutText(cell, CONTENT_CHARS)]));
}

function cutText(cell: unknown, chars: number): string {
  if (cell instanceof UnreadableCell) return cell.detail ?? "";
  const text = typeof cell === "string" ? cell : (JSON.stringify(cell) ?? "");
  return [...text.slice(0, chars * 2)].slice(0, chars).join("");
}

function sampleValues(rows: readonly TableRow[], column: string): string[] {
  const values = rows.flatMap(({ values }) => {
    const cell = values?.get(column);
    if (cell === undefined || cell === null || cell === "") return [];
    return [cutText(cell, SAMPLE_CHARS)];
  });
  return values.slice(0, SAMPLES);
}
