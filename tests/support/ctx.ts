import { randomUUID } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import type { Db } from "#db/client";
import { membership, project } from "#db/schema/project";
import { user } from "#db/schema/user";
import { modelCaller } from "#lib/adapters/model-caller";
import { openTable } from "#lib/adapters/table";
import type { Mail, MediaStore } from "#lib/domain/adapter";
import type { LabelSchema } from "#lib/domain/label";
import { budgetAccount, mintAccount } from "#lib/services/account";
import { consentHashOf } from "#lib/services/consent";
import { type Ctx, inTx } from "#lib/services/context";
import { sha256 } from "#lib/services/hash";
import { postTransfers } from "#lib/services/transfer";

export type TestCtx = Ctx & { sent: Mail[]; clock: { at: number } };

/** A system context on a test database, with a clock that tests move and mail that they read. */
export function testCtx(db: Db, databaseKind: Ctx["databaseKind"]): TestCtx {
  const sent: Mail[] = [];
  const clock = { at: Date.UTC(2026, 10, 23, 12) };
  return {
    db,
    databaseKind,
    inTransaction: false,
    actor: { kind: "system" },
    now: () => new Date(clock.at),
    newId: () => uuidv7(),
    blob: {
      put: () => Promise.reject(new Error("this test has no blob store")),
      read: () => {
        throw new Error("this test has no blob store");
      },
      remove: () => Promise.resolve(),
      list: nothing,
    },
    media: noMedia,
    mail: {
      available: true,
      send: async (mail) => {
        sent.push(mail);
      },
    },
    openTable,
    model: modelCaller([], () => "a secret of this test and of no other"),
    wake: () => {},
    sent,
    clock,
  };
}

const refuse = () => Promise.reject(new Error("this test has no media store"));

async function* nothing(): AsyncGenerator<string> {}

const noMedia: MediaStore = {
  receivedBytes: refuse,
  receive: refuse,
  hash: refuse,
  read: () => {
    throw new Error("this test has no media store");
  },
  openArchive: refuse,
  listReceived: refuse,
  drop: refuse,
  cutOut: refuse,
  prepare: refuse,
  keep: refuse,
  remove: refuse,
  listKept: nothing,
  link: ({ sha256 }, variant) => `/rpc/media/${sha256}/${variant}`,
  quota: { personBytes: 0, projectBytes: 0 },
};

/** The same context as a signed-in person (by session, or by a token with these scopes). */
export function as<C extends Ctx>(
  ctx: C,
  userId: string,
  options: { isAdmin?: boolean; scopes?: readonly ("read" | "contribute" | "review" | "manage")[] } = {},
): C {
  return { ...ctx, actor: { kind: "user", userId, isAdmin: options.isAdmin ?? false, scopes: options.scopes ?? null } };
}

export async function makeUser(ctx: Ctx, values: Partial<typeof user.$inferInsert> = {}): Promise<string> {
  const id = values.id ?? ctx.newId();
  await ctx.db.insert(user).values({ email: `${randomUUID()}@example.test`, ...values, id });
  return id;
}

type ProjectValues = Partial<typeof project.$inferInsert> & { budget?: number; reviewers?: string[] };

/** An open text project with a budget, made without the project services so that each test stands alone. */
export async function makeProject(ctx: Ctx, values: ProjectValues = {}) {
  const { budget = 1_000_000, reviewers = [], ...own } = values;
  const ownerId = own.ownerId ?? (await makeUser(ctx));
  const [row] = await ctx.db
    .insert(project)
    .values({
      id: ctx.newId(),
      slug: `p-${randomUUID().slice(0, 8)}`,
      name: "Test project",
      summary: "Sentences for a test",
      languages: ["en", "zh-TW"],
      modality: "text",
      guidelines: "Write one natural sentence.",
      labelSchema: { kind: "none" } satisfies LabelSchema,
      licence: "CC0-1.0",
      state: "open",
      reviewsWanted: 3,
      // Tests write in whatever language is at hand; what is made of that has tests of its own.
      languageCheck: "allow",
      rejectReasons: ["authenticity", "rights", "quality", "uniqueness", "privacy", "policy"],
      rewardRule: "flat/1",
      acceptPrice: 1_000,
      reviewPrice: 100,
      policyHash: sha256("test"),
      createdAt: ctx.now(),
      openedAt: ctx.now(),
      ...own,
      ownerId,
    })
    .returning();
  if (!row) throw new Error("no project row");
  const members = [
    { userId: ownerId, role: "owner" as const },
    ...reviewers.map((userId) => ({ userId, role: "reviewer" as const })),
  ];
  await ctx.db
    .insert(membership)
    .values(members.map((member) => ({ ...member, projectId: row.id, grantedBy: ownerId, createdAt: ctx.now() })));
  await inTx(ctx, (tx) =>
    postTransfers(tx, [
      {
        id: tx.newId(),
        debit: mintAccount,
        credit: budgetAccount(row.id),
        amount: budget,
        kind: "mint",
        rule: "test",
        projectId: row.id,
      },
    ]),
  );
  return { ...row, consentHash: consentHashOf(row) };
}
