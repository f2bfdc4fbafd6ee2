import { eq, inArray } from "drizzle-orm";
import { declaration } from "#db/schema/project";
import {
  asksPeople,
  type DeclarationInput,
  type Declared,
  declarationWording,
  declaredSchema,
  licencesOf,
} from "#lib/domain/declaration";
import { AppError, type InputIssue } from "#lib/domain/error";
import { canonicalText } from "#lib/ledger/canonical";
import { recordConsent } from "./consent";
import type { Ctx } from "./context";
import { commitmentOf, hex, makeSalt, sha256 } from "./hash";
import type { ProjectRow } from "./project-find";

/** SHA-256 in hex of the wording that declarations refer to today. */
export const declarationHash = hex(sha256(declarationWording()));

/** A declaration as arrivals carry it: `hash` stands in their ledger entries. */
export type Declaration = { id: string; licence: string; hash: string };

/** Throws unless the project can take what is declared. */
function assertDeclared(project: ProjectRow, input: DeclarationInput): void {
  const issues: InputIssue[] = [];
  if (!licencesOf(project).includes(input.licence))
    issues.push({ path: "declaration.licence", message: "not_in_list" });
  const isAsked = asksPeople(project.modality);
  if (isAsked !== (input.people !== undefined)) {
    issues.push({ path: "declaration.people", message: isAsked ? "required" : "not_asked" });
  }
  if (issues.length > 0) throw new AppError("input.invalid", { details: { issues } });
  if (input.wordingHash !== declarationHash)
    throw new AppError("consent.missing", { details: { expected: declarationHash } });
}

/** Keeps what a person declares, with a salt of its own, in the transaction of what it is about. */
export async function recordDeclaration(
  ctx: Ctx,
  project: ProjectRow,
  userId: string,
  input: DeclarationInput,
): Promise<Declaration> {
  assertDeclared(project, input);
  const { licence, source, evidence = null, people = null, wordingHash } = input;
  const content = canonicalText({ v: 1, licence, source, evidence, people, wordingHash });
  const row = { id: ctx.newId(), userId, projectId: project.id, content, salt: makeSalt(), createdAt: ctx.now() };
  await ctx.db.insert(declaration).values(row);
  return { id: row.id, licence, hash: hex(commitmentOf(row)) };
}

/** What goes with everything that is sent: what is declared about it, and consent to the licence chosen there. */
export async function recordRights(
  ctx: Ctx,
  project: ProjectRow,
  userId: string,
  { declaration, consentHash }: { declaration: DeclarationInput; consentHash: string },
): Promise<{ declared: Declaration; consentId: string }> {
  const declared = await recordDeclaration(ctx, project, userId, declaration);
  const consentId = await recordConsent(ctx, { id: project.id, licence: declared.licence }, userId, consentHash);
  return { declared, consentId };
}

/** A declaration that was kept before; undefined without one. */
export async function findDeclaration(ctx: Ctx, id: string | null): Promise<Declaration | undefined> {
  if (id === null) return undefined;
  const [row] = await ctx.db.select().from(declaration).where(eq(declaration.id, id));
  return row && { id, licence: readDeclared(row.content).licence, hash: hex(commitmentOf(row)) };
}

/** What was declared about contributions, by their id; those without a declaration are left out. */
export async function readDeclarations(
  ctx: Ctx,
  rows: readonly { id: string; declarationId: string | null }[],
): Promise<Map<string, Declared>> {
  const ids = [...new Set(rows.flatMap((row) => row.declarationId ?? []))];
  if (ids.length === 0) return new Map();
  const kept = await ctx.db
    .select({ id: declaration.id, content: declaration.content })
    .from(declaration)
    .where(inArray(declaration.id, ids));
  const contents = new Map(kept.map(({ id, content }) => [id, readDeclared(content)]));
  return new Map(
    rows.flatMap(({ id, declarationId }) => {
      const declared = contents.get(declarationId ?? "");
      return declared ? [[id, declared] as const] : [];
    }),
  );
}

/** What a kept declaration says. */
function readDeclared(content: string): Declared {
  const { v: _, wordingHash: __, ...declared } = JSON.parse(content) as Record<string, unknown>;
  return declaredSchema.parse(declared);
}
