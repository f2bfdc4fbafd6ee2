import type { ColumnMapping } from "#lib/domain/batch";
import { getBatch } from "#lib/services/batch-read";
import { runBatch } from "#lib/services/batch-run";
import { uploadBatch } from "#lib/services/batch-upload";
import type { Ctx } from "#lib/services/context";
import { startBatch } from "./declared";

// Small enough that a table of some hundred rows comes in several pieces.
const PIECE_CHARS = 5_000;

async function* piecesOf(text: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < text.length; at += PIECE_CHARS) yield Buffer.from(text.slice(at, at + PIECE_CHARS));
}

/** Uploads a table as its author would. */
export function uploadText(author: Ctx, project: { slug: string }, text: string, fileName = "rows.csv") {
  return uploadBatch(author, { project: project.slug, fileName, source: piecesOf(text) });
}

/** Starts an uploaded table and runs it to its end; what its author then sees. */
export async function runImport(author: Ctx, project: { consentHash: string }, id: string, mapping: ColumnMapping) {
  await startBatch(author, { id, mapping, consentHash: project.consentHash });
  await runBatch({ ...author, actor: { kind: "system" } }, id);
  return getBatch(author, { id });
}
