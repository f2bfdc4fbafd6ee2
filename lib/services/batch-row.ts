import { type ColumnMapping, contentOfRow, languageOfRow, type RowRefusal, type TableRow } from "#lib/domain/batch";
import { type Content, contentSchema } from "#lib/domain/content";
import { faultOf } from "#lib/domain/issue";
import type { Language } from "#lib/domain/language";
import { issuesOf } from "./parse";
import type { ProjectRow } from "./project-find";

export type CheckedRow = { row: number; line: number } & (
  | { content: Content; language: Language; refusals?: undefined }
  | { content?: undefined; language?: undefined; refusals: [RowRefusal, ...RowRefusal[]] }
);

/** Checks rows by the project's own rules, as the form does; preview and import use the very same function. */
export function rowChecker(project: ProjectRow, mapping: ColumnMapping): (row: TableRow) => CheckedRow {
  const schema = contentSchema(project.modality, project.labelSchema);
  return ({ row, line, values, refusal }) => {
    if (refusal) return { row, line, refusals: [refusal] };
    const language = languageOfRow(values, mapping);
    const parsed = schema.safeParse(contentOfRow(values, mapping));
    const refusals: RowRefusal[] = parsed.success
      ? []
      : issuesOf(parsed.error).map((issue) => ({ reason: "invalid_field", field: issue.path, detail: faultOf(issue) }));
    if (!language || !project.languages.includes(language)) {
      refusals.push({ reason: "language", field: "language", detail: project.languages.join(", ") });
    }
    const [first, ...more] = refusals;
    if (first) return { row, line, refusals: [first, ...more] };
    if (parsed.success && language) return { row, line, content: parsed.data, language };
    throw new Error("a row without refusal has content and language");
  };
}
