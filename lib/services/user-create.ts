import { sql } from "drizzle-orm";
import { user } from "#db/schema/user";
import { AppError } from "#lib/domain/error";
import { type Ctx, databaseConstraint } from "./context";

// Names that would speak for the site.
const RESERVED =
  /^(?:admin|administrator|assay|system|moderator|official|operator|owner|root|staff|support|treasury|mint)s?$/i;

type NewUser = Pick<
  typeof user.$inferInsert,
  "email" | "handle" | "name" | "passwordHash" | "emailVerified" | "isAdmin"
>;

/** Adds a person; throws user.email_taken or user.handle_taken. Ask `assertHandle` first where a person chose the handle. */
export async function insertUser(ctx: Ctx, values: NewUser): Promise<string> {
  const id = ctx.newId();
  try {
    await ctx.db.insert(user).values({ ...values, id, createdAt: ctx.now() });
  } catch (error) {
    throw takenError(error);
  }
  return id;
}

/** What a unique index of people refused, in our words; any other error as it is. */
export function takenError(error: unknown): unknown {
  const constraint = databaseConstraint(error);
  if (constraint === "user_email_key") return new AppError("user.email_taken", { cause: error });
  if (constraint === "user_handle_key") return new AppError("user.handle_taken", { cause: error });
  return error;
}

/** Refuses a handle that somebody has, or that would speak for the site. */
export async function assertHandle(ctx: Ctx, handle: string, selfId?: string): Promise<void> {
  if (RESERVED.test(handle)) {
    throw new AppError("input.invalid", { details: { issues: [{ path: "handle", message: "reserved" }] } });
  }
  const [taken] = await ctx.db
    .select({ id: user.id })
    .from(user)
    .where(sql`lower(${user.handle}) = ${handle.toLowerCase()}`);
  if (taken && taken.id !== selfId) throw new AppError("user.handle_taken", { details: { handle } });
}
