import type { z } from "zod";
import { contentFields, hasMedia, type Modality } from "./content";
import type { LabelSchema } from "./label";
import { limits } from "./limits";
import { contentText } from "./text";

/** The field of a table's row that names an uploaded file; it stands for the hashes that the content will have. */
export const FILE_FIELD = "file";

/** What each row of a table has to fill in a project, in order. */
export function tableFields(modality: Modality, labels: LabelSchema): string[] {
  const fields = contentFields(modality, labels);
  return hasMedia(modality) ? [FILE_FIELD, ...fields.slice(2)] : fields;
}

/** A content with the hashes of its file: of the published one, and of the one that came. */
export function contentOfFile(
  modality: Modality,
  content: Record<string, unknown>,
  file: { sha256: string; originalSha256: string },
): Record<string, unknown> {
  const [published = "", original = ""] = contentFields(modality, { kind: "none" });
  const { [FILE_FIELD]: _, ...texts } = content;
  return { ...texts, [published]: file.sha256, [original]: file.originalSha256 };
}

const UNKNOWN = "0".repeat(64);
/** Stands for a file until it is known, so that the rest of a row can be checked. */
export const unknownFile = { sha256: UNKNOWN, originalSha256: UNKNOWN };

/** The name of a file as a cell has it. */
export const fileCellSchema: z.ZodType<string> = contentText(limits.fileNameChars * 4);

/** A name as it is compared: NFC, folders with slashes, nothing around it. */
export function comparableName(name: string): string {
  return name
    .normalize("NFC")
    .replaceAll("\\", "/")
    .replace(/^\.?\//, "")
    .trim();
}

/** A name without its folders. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
