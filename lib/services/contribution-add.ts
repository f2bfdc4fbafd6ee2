import { randomInt } from "node:crypto";
import { and, eq, ne, sql } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { slot } from "#db/schema/review";
import type { DuplicateElsewhere } from "#lib/domain/contribution";
import { FLAT_RULE, reserveForSubmission } from "#lib/domain/reward";
import type { Look } from "#lib/domain/script";
import { budgetAccount, deterministicId, reservedAccount } from "./account";
import { lockBudget } from "./account-lock";
import { breathe } from "./breathe";
import type { Ctx } from "./context";
import type { Declaration } from "./declaration";
import { findElsewhere } from "./duplicate-elsewhere";
import { addFlags, type Flagged } from "./flag";
import { commitmentOf, hex, type SealedContent } from "./hash";
import { insertRows } from "./insert-rows";
import { findNeighbours, keepKeys, type Neighbour, type Sketch } from "./near";
import { appendMade, makeEntry } from "./outbox";
import { addToCounts, type ProjectRow } from "./project-find";
import { postTransfers } from "./transfer";

export type NewContribution = SealedContent & {
  id: string;
  language: string;
  /** What its reviewers are to look at. */
  flagged?: Flagged | undefined;
  /** What it looks like, when that is not its language. */
  looksLike?: Look | null;
  /** What it is compared by, when that was made before. */
  sketch?: Sketch | null;
  /** Where it stood in the table it came in with. */
  row?: number;
  line?: number;
};

type Arrival = {
  project: ProjectRow;
  authorId: string;
  consentId: string;
  consentHash: string;
  /** Absent only for the rest of an import that was begun before anything was declared. */
  declaration?: Declaration | undefined;
  batchId?: string;
  /** Names the reservation, so that the same arrival can never reserve twice. */
  reserveId: string;
};

export type Added = {
  added: string[];
  /** Refused because the content is in the project already (or earlier in this list). */
  duplicates: NewContribution[];
  /** Refused because the budget does not cover them. */
  unfunded: NewContribution[];
  /** Refused because they are much like another and the project takes no such thing. */
  alike: { row: NewContribution; near: Neighbour }[];
  /** Refused because they stand in another project, and this one takes no such thing. */
  elsewhere: { row: NewContribution; holder: DuplicateElsewhere }[];
  /** How many of the added ones reviewers are shown something about. */
  flagged: number;
};

/**
 * The one way a contribution comes in, alone or by the hundred: rows, review slots, reservation, ledger entries and counts in the
 * caller's transaction. The budget is looked at first, so a promise is only made when it is covered.
 */
export async function addContributions(ctx: Ctx, arrival: Arrival, rows: readonly NewContribution[]): Promise<Added> {
  const { project } = arrival;
  const price = reserveForSubmission(project);
  const payable = price === 0 ? rows.length : Math.floor((await lockBudget(ctx, project.id)) / price);
  // Near the end of the budget duplicates are told apart first: they cost nothing, and must not use up what others could have.
  const { offered, repeats, unfunded } =
    payable < rows.length
      ? await splitByBudget(ctx, project.id, rows, payable)
      : { offered: rows, repeats: [], unfunded: [] };
  const { fresh, elsewhere } = await splitByProjects(ctx, project, offered);
  const { wanted, alike, found } = await splitByLikeness(ctx, project, fresh, price);
  // While the database writes the rows, their entries are made.
  const [ids, entries] = await Promise.all([
    insertContributions(ctx, arrival, wanted, price),
    breathe().then(() => wanted.map((row) => makeEntry(submittedEntry(ctx, arrival, row)))),
  ]);
  const inserted = new Set(ids);
  const added = wanted.filter((row) => inserted.has(row.id));
  const flags = added.flatMap(({ id, flagged, looksLike = null, row, line }) => {
    const near = found.neighbours.get(id) ?? null;
    if (!flagged && !near && !looksLike) return [];
    const what = { found: [], statement: null, ...flagged, near, looksLike };
    return { ...what, contributionId: id, round: 1, batchId: arrival.batchId, row, line };
  });
  if (added.length > 0) {
    await insertSlots(
      ctx,
      project,
      arrival.authorId,
      added.map((row) => row.id),
      1,
    );
    await addFlags(ctx, flags);
    await keepKeys(ctx, found, inserted);
    await postTransfers(ctx, [
      {
        id: arrival.reserveId,
        debit: budgetAccount(project.id),
        credit: reservedAccount(project.id),
        amount: price * added.length,
        kind: "reserve",
        rule: FLAT_RULE,
        projectId: project.id,
        contributionId: arrival.batchId ? undefined : added[0]?.id,
        batchId: arrival.batchId,
      },
    ]);
    await appendMade(
      ctx,
      entries.filter(({ subjectId }) => inserted.has(subjectId ?? "")),
    );
    await addToCounts(ctx, project.id, { in_review: added.length });
  }
  const duplicates = [...repeats, ...wanted.filter((row) => !inserted.has(row.id))];
  return { added: added.map((row) => row.id), duplicates, unfunded, alike, elsewhere, flagged: flags.length };
}

/** Tells what stands in another project apart; what this one has, too, is left to its own rule. */
async function splitByProjects(ctx: Ctx, project: ProjectRow, rows: readonly NewContribution[]) {
  const holders = await findElsewhere(ctx, project, rows);
  if (holders.size === 0) return { fresh: rows, elsewhere: [] };
  const own = await listByContent(ctx, project.id, rows);
  const fresh: NewContribution[] = [];
  const elsewhere: Added["elsewhere"] = [];
  for (const row of rows) {
    const holder = own.has(hex(row.contentHash)) ? undefined : holders.get(hex(row.contentHash));
    if (holder) elsewhere.push({ row, holder });
    else fresh.push(row);
  }
  return { fresh, elsewhere };
}

/** Tells what is much like another apart where the project takes no such thing; what repeats another exactly is left to its own rule. */
async function splitByLikeness(ctx: Ctx, project: ProjectRow, rows: readonly NewContribution[], price: number) {
  const isRefused = project.nearDuplicates === "refuse";
  // Two arrivals must not miss each other: where nothing is paid, nothing else has made them wait.
  if (isRefused && price === 0) await lockBudget(ctx, project.id);
  const found = await findNeighbours(ctx, project, rows, () => !isRefused);
  if (!isRefused || found.neighbours.size === 0) return { wanted: rows, alike: [], found };
  const same = rows.filter(({ id }) => found.neighbours.get(id)?.percent === 100);
  const taken = new Set((await listByContent(ctx, project.id, same)).keys());
  const wanted: NewContribution[] = [];
  const alike: Added["alike"] = [];
  for (const row of rows) {
    const near = found.neighbours.get(row.id);
    const key = hex(row.contentHash);
    if (near && !taken.has(key)) alike.push({ row, near });
    else {
      wanted.push(row);
      taken.add(key);
    }
  }
  return { wanted, alike, found };
}

async function splitByBudget(ctx: Ctx, projectId: string, rows: readonly NewContribution[], payable: number) {
  const taken = new Set((await listByContent(ctx, projectId, rows)).keys());
  const offered: NewContribution[] = [];
  const repeats: NewContribution[] = [];
  const unfunded: NewContribution[] = [];
  for (const row of rows) {
    const key = hex(row.contentHash);
    // Only a row that comes in makes a later one its repeat: of two that are both not covered, both are worth sending again.
    if (taken.has(key)) repeats.push(row);
    else if (offered.length === payable) unfunded.push(row);
    else {
      offered.push(row);
      taken.add(key);
    }
  }
  return { offered, repeats, unfunded };
}

/** Contributions that hold one of these contents in the project, withdrawn ones aside, by the content's hash in hex. */
export async function listByContent(
  ctx: Ctx,
  projectId: string,
  rows: readonly { contentHash: Uint8Array }[],
): Promise<Map<string, { id: string; batchId: string | null }>> {
  const hashes = JSON.stringify(rows.map((row) => hex(row.contentHash)));
  const found = await ctx.db
    .select({ id: contribution.id, batchId: contribution.batchId, contentHash: contribution.contentHash })
    .from(contribution)
    .where(
      and(
        eq(contribution.projectId, projectId),
        ne(contribution.status, "withdrawn"),
        sql`${contribution.contentHash} in (select decode(value, 'hex') from json_array_elements_text(${hashes}::json))`,
      ),
    );
  return new Map(found.map(({ contentHash, ...row }) => [hex(contentHash), row]));
}

async function insertContributions(
  ctx: Ctx,
  arrival: Arrival,
  rows: readonly NewContribution[],
  reserved: number,
): Promise<string[]> {
  if (rows.length === 0) return [];
  const { project } = arrival;
  return insertRows(
    ctx,
    contribution,
    rows.map(({ id, language, content, contentHash, mediaHash, salt }) => ({
      ...{ id, language, content, contentHash, mediaHash, salt },
    })),
    {
      common: {
        projectId: project.id,
        authorId: arrival.authorId,
        batchId: arrival.batchId ?? null,
        status: "in_review",
        consentId: arrival.consentId,
        declarationId: arrival.declaration?.id ?? null,
        policyVersion: project.policyVersion,
        acceptPrice: project.acceptPrice,
        reviewPrice: project.reviewPrice,
        reviewsWanted: project.reviewsWanted,
        reserved,
        createdAt: ctx.now(),
      },
      onConflict: "nothing",
    },
  );
}

/** One open slot for each wanted review of a round. */
export async function insertSlots(
  ctx: Ctx,
  project: { id: string; reviewsWanted: number },
  authorId: string,
  contributionIds: readonly string[],
  round: number,
): Promise<void> {
  const hour = Math.floor(ctx.now().getTime() / 3_600_000);
  const items = contributionIds.map((id) => ({ id, orderKey: hour * 2 ** 20 + randomInt(2 ** 20) }));
  await ctx.db.execute(sql`
    insert into ${slot} (id, project_id, contribution_id, round, author_id, order_key, state)
    select gen_random_uuid(), ${project.id}::uuid, item.id, ${round}::int, ${authorId}::uuid, item."orderKey", 'open'
    from json_to_recordset(${JSON.stringify(items)}::json) as item(id uuid, "orderKey" int8),
      generate_series(1, ${project.reviewsWanted}::int)`);
}

function submittedEntry(ctx: Ctx, arrival: Arrival, row: NewContribution) {
  const { declaration } = arrival;
  const body = {
    id: deterministicId("contribution.submitted", row.id),
    at: ctx.now().toISOString(),
    kind: "contribution.submitted",
    contribution: row.id,
    project: arrival.project.id,
    author: arrival.authorId,
    batch: arrival.batchId ?? null,
    commitment: hex(commitmentOf(row)),
    licence: declaration?.licence ?? arrival.project.licence,
    consentHash: arrival.consentHash,
    policyVersion: arrival.project.policyVersion,
  } as const;
  return declaration ? ({ ...body, v: 2, declaration: declaration.hash } as const) : ({ ...body, v: 1 } as const);
}
