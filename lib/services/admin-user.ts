import { and, desc, eq, isNotNull, or, type SQL, sql } from "drizzle-orm";
import { account } from "#db/schema/points";
import { membership, project } from "#db/schema/project";
import { user } from "#db/schema/user";
import { AppError } from "#lib/domain/error";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import { accountId, userAccount } from "./account";
import { recordAudit } from "./audit";
import { authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { makeLink, type OneTimeLink } from "./one-time-token";
import { cursorOfPlace, pastCursor } from "./project-cursor";

type UserLine = {
  id: string;
  handle: string;
  name: string | null;
  email: string;
  emailVerified: boolean;
  isAdmin: boolean;
  bannedAt: Date | null;
  createdAt: Date;
};

type UserFilter = "all" | "admins" | "banned";

const columns = {
  id: user.id,
  handle: user.handle,
  name: user.name,
  email: user.email,
  emailVerified: sql<boolean>`${user.emailVerified} is not null`,
  isAdmin: user.isAdmin,
  bannedAt: user.bannedAt,
  createdAt: user.createdAt,
};

/** People, newest first; those whose handle, name or e-mail holds the search text. */
export async function listUsers(
  ctx: Ctx,
  input: PageInput & { search?: string | undefined; filter: UserFilter },
): Promise<Page<UserLine>> {
  await authorise(ctx, "user.list");
  const rows = await ctx.db
    .select(columns)
    .from(user)
    .where(and(matches(input.search), filters[input.filter], pastCursor(input.cursor, user, "older")))
    .orderBy(desc(user.createdAt), desc(user.id))
    .limit(input.limit + 1);
  return pageOf(rows, input.limit, cursorOfPlace);
}

const filters: Record<UserFilter, SQL | undefined> = {
  all: undefined,
  admins: eq(user.isAdmin, true),
  banned: isNotNull(user.bannedAt),
};

function matches(search: string | undefined): SQL | undefined {
  const text = search?.trim();
  if (!text) return undefined;
  const pattern = `%${text.replace(/[\\%_]/g, "\\$&")}%`;
  return or(...[user.handle, user.name, user.email].map((column) => sql`${column} ilike ${pattern}`));
}

export type UserDetail = UserLine & {
  hasPassword: boolean;
  hiddenFromBoards: boolean;
  /** Milli-points. */
  balance: number;
  projects: { slug: string; name: string; role: "reviewer" | "owner" }[];
};

const PROJECTS_SHOWN = 100;

/** One person with what an admin decides on. */
export async function readUser(ctx: Ctx, input: { handle: string }): Promise<UserDetail> {
  await authorise(ctx, "user.list");
  const [row] = await ctx.db
    .select({
      ...columns,
      hasPassword: sql<boolean>`${user.passwordHash} is not null`,
      hiddenFromBoards: user.hiddenFromBoards,
    })
    .from(user)
    .where(sql`lower(${user.handle}) = ${input.handle.toLowerCase()}`);
  if (!row) throw new AppError("user.not_found", { details: { user: input.handle } });
  const [held] = await ctx.db
    .select({ balance: account.balance })
    .from(account)
    .where(eq(account.id, accountId(userAccount(row.id))));
  const projects = await ctx.db
    .select({ slug: project.slug, name: project.name, role: membership.role })
    .from(membership)
    .innerJoin(project, eq(project.id, membership.projectId))
    .where(eq(membership.userId, row.id))
    .orderBy(project.slug, membership.role)
    .limit(PROJECTS_SHOWN);
  return { ...row, balance: held?.balance ?? 0, projects };
}

/**
 * A password reset link for somebody whom no mail reaches; the admin hands it over. It is as much power over the account as a role,
 * so it takes the same right: an admin's browser session, no token.
 */
export async function makeResetLink(ctx: Ctx, input: { userId: string }): Promise<OneTimeLink> {
  await authorise(ctx, "user.change_role");
  return inTx(ctx, async (tx) => {
    const [row] = await tx.db.select({ id: user.id }).from(user).where(eq(user.id, input.userId));
    if (!row) throw new AppError("user.not_found", { details: { user: input.userId } });
    await recordAudit(tx, { action: "user.reset_link_made", subjectId: row.id });
    return makeLink(tx, "reset", row.id);
  });
}
