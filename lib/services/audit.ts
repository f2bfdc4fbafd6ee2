import { and, desc, eq } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { auditEvent } from "#db/schema/audit";
import { project } from "#db/schema/project";
import { user } from "#db/schema/user";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import { authorise } from "./authorise";
import type { Ctx } from "./context";
import { cursorOfPlace, pastCursor } from "./project-cursor";

/** What people with power do here; the keys of "admin.action". */
export const auditActions = [
  "setup.completed",
  "role.granted",
  "role.revoked",
  "user.banned",
  "user.unbanned",
  "user.reset_link_made",
  "treasury.minted",
  "project.funded",
  "transfer.corrected",
  "job.retried",
  "snapshot.requested",
  "contribution.erased",
] as const;
type AuditAction = (typeof auditActions)[number];
export type AuditDetail = Record<string, string | number | boolean | null>;

/** Notes an act of an admin, in the transaction that does it. */
export async function recordAudit(
  ctx: Ctx,
  event: { action: AuditAction; subjectId?: string | null; detail?: AuditDetail },
): Promise<void> {
  await ctx.db.insert(auditEvent).values({
    id: ctx.newId(),
    actorId: ctx.actor.kind === "user" ? ctx.actor.userId : null,
    action: event.action,
    subjectId: event.subjectId ?? null,
    detail: event.detail ?? {},
    createdAt: ctx.now(),
  });
}

export type AuditLine = {
  id: string;
  createdAt: Date;
  action: string;
  /** Null for what the system did. */
  actor: string | null;
  /** Handle of the person, or slug of the project, that it was about. */
  subject: { kind: "user" | "project"; name: string } | null;
  detail: AuditDetail;
};

/** The audit view, newest first; of one kind of act when asked. */
export async function listAudit(
  ctx: Ctx,
  input: PageInput & { action?: AuditAction | undefined },
): Promise<Page<AuditLine>> {
  await authorise(ctx, "audit.read");
  const subjectUser = alias(user, "subject_user");
  const rows = await ctx.db
    .select({ event: auditEvent, actor: user.handle, handle: subjectUser.handle, slug: project.slug })
    .from(auditEvent)
    .leftJoin(user, eq(user.id, auditEvent.actorId))
    .leftJoin(subjectUser, eq(subjectUser.id, auditEvent.subjectId))
    .leftJoin(project, eq(project.id, auditEvent.subjectId))
    .where(
      and(
        input.action ? eq(auditEvent.action, input.action) : undefined,
        pastCursor(input.cursor, auditEvent, "older"),
      ),
    )
    .orderBy(desc(auditEvent.createdAt), desc(auditEvent.id))
    .limit(input.limit + 1);
  const lines = rows.map(({ event, actor, handle, slug }) => ({
    id: event.id,
    createdAt: event.createdAt,
    action: event.action,
    actor,
    subject: handle ? { kind: "user" as const, name: handle } : slug ? { kind: "project" as const, name: slug } : null,
    detail: event.detail,
  }));
  return pageOf(lines, input.limit, cursorOfPlace);
}
