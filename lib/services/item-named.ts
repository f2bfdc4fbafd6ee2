import { and, eq, isNull, sql } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { normaliseText } from "#lib/domain/text";
import type { Ctx } from "./context";
import { hex } from "./hash";

/** An item as a row names it: its id, or the hash of its content in hex; else its exact text. */
type Named = { contribution: string; content: string };

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HASH = /^[0-9a-f]{64}$/;

/** Ids of the accepted items that rows name, in their order; undefined for a row that names none. */
export async function findNamed(ctx: Ctx, projectId: string, rows: readonly Named[]): Promise<(string | undefined)[]> {
  const names = rows.map((row) => row.contribution.trim().toLowerCase());
  const accepted = and(
    eq(contribution.projectId, projectId),
    eq(contribution.status, "accepted"),
    isNull(contribution.erasedAt),
  );
  const known = new Map<string, string>();
  const ids = names.filter((name) => UUID.test(name));
  if (ids.length > 0) {
    const isOne = sql`${contribution.id} = any(${`{${ids.join(",")}}`}::uuid[])`;
    const found = await ctx.db.select({ id: contribution.id }).from(contribution).where(and(accepted, isOne));
    for (const { id } of found) known.set(id, id);
  }
  const hashes = names.filter((name) => HASH.test(name));
  if (hashes.length > 0) {
    const isOne = sql`encode(${contribution.contentHash}, 'hex') = any(${`{${hashes.join(",")}}`}::text[])`;
    const columns = { id: contribution.id, hash: contribution.contentHash };
    const found = await ctx.db.select(columns).from(contribution).where(and(accepted, isOne));
    for (const row of found) known.set(hex(row.hash), row.id);
  }
  const texts = names.includes("") ? await readTexts(ctx, accepted) : new Map<string, string>();
  return rows.map((row, at) => {
    const name = names[at] ?? "";
    return name === "" ? texts.get(normaliseText(row.content)) : known.get(name);
  });
}

/** Accepted items by their first text. */
async function readTexts(ctx: Ctx, accepted: ReturnType<typeof and>): Promise<Map<string, string>> {
  const rows = await ctx.db
    .select({ id: contribution.id, content: contribution.content })
    .from(contribution)
    .where(accepted);
  const texts = new Map<string, string>();
  for (const { id, content } of rows) {
    const parts = JSON.parse(content) as Record<string, string>;
    const text = parts.text ?? parts.prompt ?? parts.source ?? parts.caption ?? parts.transcript;
    if (text !== undefined) texts.set(normaliseText(text), id);
  }
  return texts;
}
