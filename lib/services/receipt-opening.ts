import { inArray } from "drizzle-orm";
import { contribution, revision } from "#db/schema/contribution";
import { parseCanonical } from "#lib/ledger/canonical";
import type { Opening } from "#lib/ledger/receipt";
import type { Ctx } from "./context";
import { commitmentOf, hex } from "./hash";

type Sealed = { commitment: string; contribution: string };

/** Salt and content behind the entries' commitments, by commitment; for their author only. */
export async function findOpenings(
  ctx: Ctx,
  bodies: readonly Uint8Array[],
): Promise<(body: Uint8Array) => Opening | undefined> {
  const sealed = new Map(bodies.map((body) => [body, sealedByActor(ctx, body)]));
  const ids = [...new Set([...sealed.values()].flatMap((one) => one?.contribution ?? []))];
  if (ids.length === 0) return () => undefined;
  const rows = [
    ...(await ctx.db.select().from(contribution).where(inArray(contribution.id, ids))),
    ...(await ctx.db.select().from(revision).where(inArray(revision.contributionId, ids))),
  ];
  const openings = new Map(rows.map((row) => [hex(commitmentOf(row)), { salt: row.salt, content: row.content }]));
  return (body) => openings.get(sealed.get(body)?.commitment ?? "");
}

/** What the entry commits to, when the acting person is its author. */
function sealedByActor({ actor }: Ctx, body: Uint8Array): Sealed | undefined {
  const parsed = parseCanonical(body);
  const { author, commitment, contribution } = (parsed.ok ? parsed.value : {}) as Record<string, unknown>;
  if (actor.kind !== "user" || actor.userId !== author) return undefined;
  if (typeof commitment !== "string" || typeof contribution !== "string") return undefined;
  return { commitment, contribution };
}
