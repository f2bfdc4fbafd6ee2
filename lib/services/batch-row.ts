import type { z } from "zod";
import {
  type ColumnMapping,
  contentOfRow,
  languageOfRow,
  type RowRefusal,
  type RowValues,
  type TableRow,
} from "#lib/domain/batch";
import { type Content, contentSchema, hasMedia } from "#lib/domain/content";
import { type FieldFinding, kindsOf } from "#lib/domain/door";
import { faultOf } from "#lib/domain/issue";
import type { Language } from "#lib/domain/language";
import { findInContent } from "#lib/domain/personal-data";
import type { Look } from "#lib/domain/script";
import { faultOfCell } from "#lib/domain/table";
import { contentOfFile, FILE_FIELD, fileCellSchema, unknownFile } from "#lib/domain/table-field";
import { findLook } from "./language-check";
import { issuesOf } from "./parse";
import type { ProjectRow } from "./project-find";

export type CheckedRow = { row: number; line: number } & (
  | {
      content: Content;
      language: Language;
      found: FieldFinding[];
      looksLike: Look | null;
      file?: string | undefined;
      refusals?: undefined;
    }
  | {
      content?: undefined;
      language?: undefined;
      found?: undefined;
      looksLike?: undefined;
      file?: undefined;
      refusals: [RowRefusal, ...RowRefusal[]];
    }
);

/** Checks rows by the project's own rules, as the form does; preview and import use the very same function. */
export function rowChecker(project: ProjectRow, mapping: ColumnMapping): (row: TableRow) => CheckedRow {
  const schema = contentSchema(project.modality, project.labelSchema);
  const policy = project.personalData;
  const isMedia = hasMedia(project.modality);
  return ({ row, line, values, refusal }) => {
    if (refusal) return { row, line, refusals: [refusal] };
    const unreadable = unreadableCells(values, mapping);
    if (unreadable) return { row, line, refusals: unreadable };
    const language = languageOfRow(values, mapping);
    const cells = contentOfRow(values, mapping);
    const named = isMedia ? fileCellSchema.safeParse(cells[FILE_FIELD]) : undefined;
    // The hashes of a file that is only named come later; the rest of its row is checked now.
    const parsed = schema.safeParse(isMedia ? contentOfFile(project.modality, cells, unknownFile) : cells);
    const refusals: RowRefusal[] = [
      ...(named?.error ? refuseField(named.error, FILE_FIELD) : []),
      ...(parsed.success ? [] : refuseField(parsed.error)),
    ];
    if (!language || !project.languages.includes(language)) {
      refusals.push({ reason: "language", field: "language", detail: project.languages.join(", ") });
    }
    const found = parsed.success && policy !== "allow" ? findInContent(project.modality, parsed.data) : [];
    if (policy === "refuse" && found[0]) {
      refusals.push({ reason: "personal_data", field: found[0].field, detail: kindsOf(found).join(",") });
    }
    const looksLike = parsed.success && language ? findLook(project, parsed.data, language) : null;
    if (project.languageCheck === "refuse" && looksLike) {
      refusals.push({ reason: "other_language", field: "language", detail: looksLike });
    }
    const [first, ...more] = refusals;
    if (first) return { row, line, refusals: [first, ...more] };
    if (parsed.success && language)
      return { row, line, content: parsed.data, language, found, looksLike, file: named?.data };
    throw new Error("a row without refusal has content and language");
  };
}

function refuseField(error: z.ZodError, name?: string): RowRefusal[] {
  return issuesOf(error).map((issue) => ({
    reason: "invalid_field",
    field: name ?? issue.path,
    detail: faultOf(issue),
  }));
}

/** Cells that were chosen and cannot be taken for what they say; what stands in other columns is nobody's concern. */
function unreadableCells(values: RowValues, mapping: ColumnMapping): [RowRefusal, ...RowRefusal[]] | undefined {
  const faults = Object.entries(mapping.columns).flatMap(([field, column]): RowRefusal[] => {
    const { reason, detail } = faultOfCell(values.get(column)) ?? {};
    return reason ? [{ reason, field, ...(detail === undefined ? {} : { detail }) }] : [];
  });
  const [first, ...more] = faults;
  return first ? [first, ...more] : undefined;
}
