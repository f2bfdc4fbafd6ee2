import { and, asc, desc, eq, gte, lt } from "drizzle-orm";
import { checkpoint, entry, published, tile, witness } from "#db/schema/ledger";
import type { HaltDetail, HaltReason } from "#lib/domain/log";
import { formatBundle } from "#lib/ledger/bundle";
import type { Policy } from "#lib/ledger/tlog-policy";
import { formatVerifierKey } from "#lib/ledger/vkey";
import { authorise } from "./authorise";
import type { Ctx } from "./context";
import { hex } from "./hash";

const HASH_BYTES = 32;
const WIDTH = 256;

export type PublishedLog = { size: number; note: string; publishedAt: Date };

/** What is public now; undefined before the first checkpoint. Open to everybody: nothing in it is anybody's own. */
export async function readPublished(ctx: Ctx): Promise<PublishedLog | undefined> {
  const [row] = await ctx.db.select().from(published).where(eq(published.id, 1));
  if (!row || row.size === null || row.note === null || row.publishedAt === null) return undefined;
  return { size: row.size, note: row.note, publishedAt: row.publishedAt };
}

export type LogState = {
  published: { size: number; root: string; at: Date; note: string } | null;
  /** Size of the newest checkpoint that is signed; larger than the published one while witnesses are waited for. */
  signedSize: number | null;
  /** Why nothing is signed, and since when; null when all is well. */
  halt: { reason: HaltReason; detail: HaltDetail | null; at: Date } | null;
  /** Those of the present policy; nulls for one that has not answered yet. */
  witnesses: {
    name: string;
    vkey: string;
    size: number | null;
    cosignedAt: Date | null;
    problem: string | null;
  }[];
  /** False when the log is published without waiting for cosignatures. */
  needsQuorum: boolean;
};

/** The state of the public log and of the witnesses that its policy names, for the ledger page. */
export async function readLogState(ctx: Ctx, policy?: Policy): Promise<LogState> {
  await authorise(ctx, "ledger.read");
  const [row] = await ctx.db
    .select({ log: published, root: checkpoint.root })
    .from(published)
    .leftJoin(checkpoint, eq(checkpoint.size, published.size))
    .where(eq(published.id, 1));
  const [newest] = await ctx.db
    .select({ size: checkpoint.size })
    .from(checkpoint)
    .orderBy(desc(checkpoint.size))
    .limit(1);
  if (!row) throw new Error("the row of the public log is missing: run the migrations");
  const { root } = row;
  const { size, note, publishedAt, halt, haltDetail, haltedAt } = row.log;
  return {
    published:
      size !== null && note !== null && publishedAt && root ? { size, root: hex(root), at: publishedAt, note } : null,
    signedSize: newest?.size ?? null,
    halt: halt && haltedAt ? { reason: halt, detail: haltDetail, at: haltedAt } : null,
    witnesses: await readWitnesses(ctx, policy),
    needsQuorum: policy !== undefined && policy.quorum !== "none",
  };
}

async function readWitnesses(ctx: Ctx, policy: Policy | undefined): Promise<LogState["witnesses"]> {
  if (!policy) return [];
  const known = new Map((await ctx.db.select().from(witness)).map((row) => [row.vkey, row]));
  return policy.witnesses.map(({ key }) => {
    const vkey = formatVerifierKey(key);
    const { size = null, cosignedAt = null, problem = null } = known.get(vkey) ?? {};
    return { name: key.name, vkey, size, cosignedAt, problem };
  });
}

export type TileRequest = { level: number | "entries"; n: number; width: number };

/**
 * A tile or an entry bundle as C2SP tlog-tiles has it, of any width that was ever public; undefined for what is not (yet) in the
 * published tree, whether or not the database holds it.
 */
export async function readPublicTile(
  ctx: Ctx,
  { level, n, width }: TileRequest,
  publishedSize: number,
): Promise<Uint8Array | undefined> {
  const perHash = level === "entries" ? 1 : WIDTH ** level;
  const available = Math.floor(publishedSize / perHash) - n * WIDTH;
  if (width > Math.min(available, WIDTH)) return undefined;
  if (level === "entries") return readBundle(ctx, n * WIDTH, width);
  const [row] = await ctx.db
    .select({ data: tile.data })
    .from(tile)
    .where(and(eq(tile.level, level), eq(tile.n, n)));
  return row?.data.slice(0, width * HASH_BYTES);
}

async function readBundle(ctx: Ctx, start: number, width: number): Promise<Uint8Array> {
  const rows = await ctx.db
    .select({ body: entry.body })
    .from(entry)
    .where(and(gte(entry.index, start), lt(entry.index, start + width)))
    .orderBy(asc(entry.index));
  if (rows.length !== width)
    throw new Error(`entries ${start} to ${start + width - 1} are published and not all there`);
  return formatBundle(rows.map(({ body }) => body));
}
