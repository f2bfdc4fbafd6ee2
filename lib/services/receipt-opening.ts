import { inArray } from "drizzle-orm";
import { contribution, revision } from "#db/schema/contribution";
import { declaration } from "#db/schema/project";
import { parseCanonical } from "#lib/ledger/canonical";
import type { Opening } from "#lib/ledger/receipt";
import type { Ctx } from "./context";
import { commitmentOf, hex } from "./hash";

type Sealed = { commitment: string; declaration: string; contribution: string };
/** What opens an entry: its content, and what was declared about it. */
type Openings = { opening?: Opening | undefined; declaration?: Opening | undefined };

/** Salts and contents behind what the entries commit to; for their author only. */
export async function findOpenings(ctx: Ctx, bodies: readonly Uint8Array[]): Promise<(body: Uint8Array) => Openings> {
  const sealed = new Map(bodies.map((body) => [body, sealedByActor(ctx, body)]));
  const ids = [...new Set([...sealed.values()].flatMap((one) => one?.contribution ?? []))];
  if (ids.length === 0) return () => ({});
  const rows = [
    ...(await ctx.db.select().from(contribution).where(inArray(contribution.id, ids))),
    ...(await ctx.db.select().from(revision).where(inArray(revision.contributionId, ids))),
  ];
  const declared = [...new Set(rows.flatMap((row) => row.declarationId ?? []))];
  const kept =
    declared.length > 0 ? await ctx.db.select().from(declaration).where(inArray(declaration.id, declared)) : [];
  const openings = new Map(
    [...rows, ...kept].map((row) => [hex(commitmentOf(row)), { salt: row.salt, content: row.content }]),
  );
  return (body) => {
    const one = sealed.get(body);
    return { opening: openings.get(one?.commitment ?? ""), declaration: openings.get(one?.declaration ?? "") };
  };
}

/** What the entry commits to, when the acting person is its author. */
function sealedByActor({ actor }: Ctx, body: Uint8Array): Sealed | undefined {
  const parsed = parseCanonical(body);
  const {
    author,
    commitment,
    contribution,
    declaration = "",
  } = (parsed.ok ? parsed.value : {}) as Record<string, unknown>;
  if (actor.kind !== "user" || actor.userId !== author) return undefined;
  if (typeof commitment !== "string" || typeof contribution !== "string") return undefined;
  return { commitment, contribution, declaration: String(declaration) };
}
