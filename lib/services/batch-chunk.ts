import { and, eq, sql } from "drizzle-orm";
import { batch, batchRefusal } from "#db/schema/batch";
import type { RowReason } from "#lib/domain/batch";
import { deterministicId } from "./account";
import { bindFiles } from "./batch-media";
import { type Offered, type PreparedRow, takeFiles } from "./batch-prepare";
import type { CheckedRow } from "./batch-row";
import type { RunningBatch } from "./batch-run";
import { type Ctx, inTx } from "./context";
import { type Added, addContributions, listByContent, type NewContribution } from "./contribution-add";
import { insertRows } from "./insert-rows";
import { getProjectById } from "./project-find";

type Refusal = {
  batchId: string;
  row: number;
  line: number;
  reason: RowReason;
  field: string | null;
  detail: string | null;
  duplicateOf: string | null;
};

/**
 * Takes consecutive rows of a batch in one transaction: contributions, refusals, counters and `nextRow` together. False, and nothing
 * done, when the batch is not running any more or another process has taken these rows.
 */
export async function importChunk(
  ctx: Ctx,
  running: RunningBatch,
  rows: readonly PreparedRow[],
  readBytes: number,
): Promise<boolean> {
  const batchId = running.row.id;
  const from = rows[0]?.row ?? 0;
  return inTx(ctx, async (tx) => {
    const [taken] = await tx.db
      .update(batch)
      .set({ nextRow: from + rows.length, readBytes })
      .where(and(eq(batch.id, batchId), eq(batch.nextRow, from), eq(batch.state, "running")))
      .returning({ id: batch.id });
    if (!taken) return false;
    const prepared = await takeFiles(tx, running, rows);
    const refused = prepared.flatMap((row) => refusalOf(batchId, row));
    const offered = prepared.flatMap((row) => row.offered ?? []);
    const { added, flagged, refusals } = await addOffered(tx, running, offered, from);
    await insertRows(tx, batchRefusal, [...refused, ...refusals]);
    await tx.db
      .update(batch)
      .set({
        acceptedRows: sql`${batch.acceptedRows} + ${added}`,
        refusedRows: sql`${batch.refusedRows} + ${rows.length - added}`,
        flaggedRows: sql`${batch.flaggedRows} + ${flagged}`,
      })
      .where(eq(batch.id, batchId));
    return true;
  });
}

async function addOffered(
  ctx: Ctx,
  running: RunningBatch,
  offered: readonly Offered[],
  from: number,
): Promise<{ added: number; flagged: number; refusals: Refusal[] }> {
  const batchId = running.row.id;
  // Read anew for each chunk: the project may have been paused, or its prices changed, while the import runs.
  const project = await getProjectById(ctx, running.project.id);
  if (project.state !== "open")
    return { added: 0, flagged: 0, refusals: offered.map((row) => refuse(batchId, row, "project_closed")) };
  const arrival = {
    project,
    authorId: running.row.userId,
    consentId: running.consentId,
    consentHash: running.consentHash,
    declaration: running.declaration,
    batchId,
    reserveId: deterministicId("reserve", "batch", batchId, from),
  };
  const result = await addContributions(ctx, arrival, offered);
  const { added, flagged } = result;
  const cameIn = new Set(added);
  const pairs = offered.flatMap(({ id, uploadId }) =>
    uploadId && cameIn.has(id) ? [{ uploadId, contributionId: id }] : [],
  );
  await bindFiles(ctx, pairs);
  return { added: added.length, flagged, refusals: await explain(ctx, running, offered, result) };
}

async function explain(
  ctx: Ctx,
  running: RunningBatch,
  offered: readonly Offered[],
  { duplicates, unfunded, alike, elsewhere }: Added,
): Promise<Refusal[]> {
  const batchId = running.row.id;
  const byId = new Map(offered.map((row) => [row.id, row]));
  const placesOf = (items: readonly NewContribution[]) => items.flatMap((item) => byId.get(item.id) ?? []);
  const refusals = placesOf(unfunded).map((row) => refuse(batchId, row, "budget_exhausted"));
  for (const { row, near } of alike) {
    for (const place of placesOf([row])) {
      const detail = String(near.percent);
      refusals.push({ ...refuse(batchId, place, "near_duplicate"), detail, duplicateOf: near.id });
    }
  }
  for (const { row, holder } of elsewhere) {
    for (const place of placesOf([row])) {
      const [detail, duplicateOf] = [holder.project, holder.contribution];
      refusals.push({ ...refuse(batchId, place, "duplicate_elsewhere"), detail, duplicateOf });
    }
  }
  if (duplicates.length === 0) return refusals;
  const firsts = await listByContent(ctx, running.project.id, duplicates);
  for (const row of placesOf(duplicates)) {
    const first = firsts.get(Buffer.from(row.contentHash).toString("hex"));
    const reason = first?.batchId === batchId ? "duplicate_in_file" : "duplicate";
    refusals.push({ ...refuse(batchId, row, reason), duplicateOf: first?.id ?? null });
  }
  return refusals;
}

/** The first fault is what a row is reported with; the others show when it is mended. */
function refusalOf(batchId: string, { row, line, refusals }: CheckedRow): Refusal[] {
  const first = refusals?.[0];
  if (!first) return [];
  const { reason, field = null, detail = null } = first;
  return [{ batchId, row, line, reason, field, detail, duplicateOf: null }];
}

function refuse(batchId: string, { row, line }: Offered, reason: RowReason): Refusal {
  return { batchId, row, line, reason, field: null, detail: null, duplicateOf: null };
}
