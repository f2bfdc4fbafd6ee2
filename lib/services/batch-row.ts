import { type ColumnMapping, contentOfRow, languageOfRow, type RowRefusal, type TableRow } from "#lib/domain/batch";
import { type Content, contentSchema } from "#lib/domain/content";
import { type FieldFinding, kindsOf } from "#lib/domain/door";
import { faultOf } from "#lib/domain/issue";
import type { Language } from "#lib/domain/language";
import { findInContent } from "#lib/domain/personal-data";
import { issuesOf } from "./parse";
import type { ProjectRow } from "./project-find";

export type CheckedRow = { row: number; line: number } & (
  | { content: Content; language: Language; found: FieldFinding[]; refusals?: undefined }
  | { content?: undefined; language?: undefined; found?: undefined; refusals: [RowRefusal, ...RowRefusal[]] }
);

/** Checks rows by the project's own rules, as the form does; preview and import use the very same function. */
export function rowChecker(project: ProjectRow, mapping: ColumnMapping): (row: TableRow) => CheckedRow {
  const schema = contentSchema(project.modality, project.labelSchema);
  const policy = project.personalData;
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
    const found = parsed.success && policy !== "allow" ? findInContent(project.modality, parsed.data) : [];
    if (policy === "refuse" && found[0]) {
      refusals.push({ reason: "personal_data", field: found[0].field, detail: kindsOf(found).join(",") });
    }
    const [first, ...more] = refusals;
    if (first) return { row, line, refusals: [first, ...more] };
    if (parsed.success && language) return { row, line, content: parsed.data, language, found };
    throw new Error("a row without refusal has content and language");
  };
}
