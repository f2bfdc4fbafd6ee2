import { inArray } from "drizzle-orm";
import { project } from "#db/schema/project";
import { limits } from "#lib/domain/limits";
import { slugSchema } from "#lib/domain/project";
import { authorise } from "./authorise";
import type { Ctx } from "./context";

export type SlugCheck = {
  slug: string;
  available: boolean;
  /** A free address near it; null when it is free itself, or nothing near is. */
  suggestion: string | null;
};

const VARIANTS = 8;

/** Whether an address is free, for the form that asks while one types; only creating the project takes it. */
export async function checkSlug(ctx: Ctx, input: { slug: string }): Promise<SlugCheck> {
  await authorise(ctx, "project.create");
  const variants = Array.from({ length: VARIANTS }, (_, at) => withNumber(input.slug, at + 2));
  const free = variants.filter((slug) => slugSchema.safeParse(slug).success);
  const rows = await ctx.db
    .select({ slug: project.slug })
    .from(project)
    .where(inArray(project.slug, [input.slug, ...free]));
  const taken = new Set(rows.map((row) => row.slug));
  const available = !taken.has(input.slug);
  return {
    slug: input.slug,
    available,
    suggestion: available ? null : (free.find((slug) => !taken.has(slug)) ?? null),
  };
}

function withNumber(slug: string, number: number): string {
  const ending = `-${number}`;
  return `${slug.slice(0, limits.slugChars - ending.length).replace(/-+$/, "")}${ending}`;
}
