import { asc, eq, like, sql } from "drizzle-orm";
import { membership } from "#db/schema/project";
import { user } from "#db/schema/user";
import { DEMO_EMAIL_END, DEMO_PASSWORD } from "#lib/domain/demo";
import type { Ctx } from "./context";

export type DemoSignIn = {
  email: string;
  handle: string;
  name: string | null;
  role: "admin" | "owner" | "reviewer" | "contributor";
  password: string;
};

const SHOWN_PER_ROLE = 2;
const ROLES = ["admin", "owner", "reviewer", "contributor"] as const;

/** The demo's people to sign in as, a few of each role. Only on an embedded database: nothing public has known passwords. */
export async function listDemoSignIns(ctx: Ctx): Promise<DemoSignIn[]> {
  if (ctx.databaseKind !== "pglite") return [];
  const rows = await ctx.db
    .select({
      email: user.email,
      handle: user.handle,
      name: user.name,
      isAdmin: user.isAdmin,
      isOwner: sql<boolean>`bool_or(${membership.role} = 'owner') is true`,
      isReviewer: sql<boolean>`bool_or(${membership.role} = 'reviewer') is true`,
    })
    .from(user)
    .leftJoin(membership, eq(membership.userId, user.id))
    .where(like(user.email, `%${DEMO_EMAIL_END}`))
    .groupBy(user.id)
    .orderBy(asc(user.createdAt), asc(user.id))
    .limit(200);
  const people = rows.map(({ isAdmin, isOwner, isReviewer, ...row }) => ({
    ...row,
    role: isAdmin
      ? ("admin" as const)
      : isOwner
        ? ("owner" as const)
        : isReviewer
          ? ("reviewer" as const)
          : ("contributor" as const),
    password: DEMO_PASSWORD,
  }));
  return ROLES.flatMap((role) => people.filter((one) => one.role === role).slice(0, SHOWN_PER_ROLE));
}
