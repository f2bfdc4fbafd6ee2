import { eq } from "drizzle-orm";
import { project } from "#db/schema/project";
import { AppError } from "#lib/domain/error";
import { editableWhenOpen } from "#lib/domain/project";
import type { ProjectChanges } from "#lib/domain/project-edit";
import { canonicalText } from "#lib/ledger/canonical";
import { deterministicId } from "./account";
import { actorId } from "./authorise";
import { type Ctx, databaseConstraint, inTx } from "./context";
import { hex } from "./hash";
import { appendEntries } from "./outbox";
import { getProjectFor, type ProjectRow } from "./project-find";
import { policyHashOf, policyOf } from "./project-policy";

export type Edited = { slug: string; policyVersion: number };

/**
 * Changes what is given. A draft may change wholly; once open, what contributors agreed to stays, and a changed review or reward
 * policy becomes a new version for what comes in from now on, recorded in the ledger; once closed, nothing changes.
 */
export async function editProject(ctx: Ctx, input: { slug: string; changes: ProjectChanges }): Promise<Edited> {
  const { id } = await getProjectFor(ctx, input.slug, "project.edit");
  const editorId = actorId(ctx);
  return inTx(ctx, async (tx) => {
    const row = await lockProject(tx, id);
    const changes = changesOf(row, input.changes);
    if (Object.keys(changes).length === 0) return { slug: row.slug, policyVersion: row.policyVersion };
    assertEditable(row, changes);
    const policy = policyOf({ ...row, ...changes });
    const policyHash = policyHashOf(policy);
    const policyChanged = hex(policyHash) !== hex(policyHashOf(policyOf(row)));
    const policyVersion = row.policyVersion + (policyChanged && row.state !== "draft" ? 1 : 0);
    const slug = changes.slug ?? row.slug;
    await saveProject(tx, id, { ...changes, ...policy, policyHash, policyVersion }, slug);
    if (policyVersion > row.policyVersion) {
      await appendEntries(tx, [
        {
          v: 1,
          id: deterministicId("project.policy_changed", id, policyVersion),
          at: tx.now().toISOString(),
          kind: "project.policy_changed",
          project: id,
          actor: editorId,
          policyVersion,
          policyHash: hex(policyHash),
          policy,
        },
      ]);
    }
    return { slug, policyVersion };
  });
}

/** The project's row, held until the transaction ends, so that two tabs change it one after the other. */
export async function lockProject(ctx: Ctx, id: string): Promise<ProjectRow> {
  const [row] = await ctx.db.select().from(project).where(eq(project.id, id)).for("update");
  if (!row) throw new AppError("project.not_found", { details: { project: id } });
  return row;
}

/** What differs from the row: sending a locked field back as it stands is no change. */
function changesOf(row: ProjectRow, wanted: ProjectChanges): ProjectChanges {
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.filter(([name, value]) => canonicalText(value) !== canonicalText(row[name as keyof ProjectChanges])),
  );
}

function assertEditable(row: ProjectRow, changes: ProjectChanges): void {
  if (row.state === "draft") return;
  const editable: readonly string[] = row.state === "closed" ? [] : editableWhenOpen;
  const locked = Object.keys(changes).filter((name) => !editable.includes(name));
  if (locked.length > 0) {
    throw new AppError("project.locked_field", { details: { fields: locked.join(", "), state: row.state } });
  }
}

async function saveProject(
  ctx: Ctx,
  id: string,
  values: Partial<typeof project.$inferInsert>,
  slug: string,
): Promise<void> {
  try {
    await ctx.db.update(project).set(values).where(eq(project.id, id));
  } catch (error) {
    if (databaseConstraint(error) === "project_slug_unique") {
      throw new AppError("project.slug_taken", { details: { slug }, cause: error });
    }
    throw error;
  }
}
