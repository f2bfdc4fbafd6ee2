import { z } from "zod";
import { projectStates } from "#lib/domain/project";
import { jobStates } from "#lib/services/admin-job";

const projectRef = z.strictObject({ slug: z.string(), name: z.string() }).nullable();

export const userView = z.strictObject({
  id: z.uuid().toLowerCase(),
  handle: z.string(),
  name: z.string().nullable(),
  email: z.string(),
  emailVerified: z.boolean(),
  isAdmin: z.boolean(),
  bannedAt: z.date().nullable(),
  createdAt: z.date(),
});

export const userDetailView = userView.extend({
  hasPassword: z.boolean(),
  hiddenFromBoards: z.boolean(),
  balance: z.int(),
  projects: z.array(z.strictObject({ slug: z.string(), name: z.string(), role: z.enum(["reviewer", "owner"]) })),
});

export const paidView = z.strictObject({
  id: z.uuid().toLowerCase(),
  createdAt: z.date(),
  kind: z.enum(["award", "fee"]),
  amount: z.int(),
  project: projectRef,
  contributionId: z.uuid().toLowerCase().nullable(),
  entryIndex: z.int().nullable(),
  correction: z.strictObject({ at: z.date(), reason: z.string().nullable() }).nullable(),
});

export const roleView = z.strictObject({ userId: z.uuid().toLowerCase(), isAdmin: z.boolean() });
export const banView = z.strictObject({ userId: z.uuid().toLowerCase(), bannedAt: z.date().nullable() });
export const grantView = z.strictObject({ id: z.uuid().toLowerCase(), amount: z.int(), treasury: z.int() });
export const correctionView = z.strictObject({
  id: z.uuid().toLowerCase(),
  transferId: z.uuid().toLowerCase(),
  amount: z.int(),
});

export const treasuryView = z.strictObject({
  treasury: z.int(),
  budgets: z.int(),
  reserved: z.int(),
  people: z.int(),
});

export const treasuryLineView = z.strictObject({
  id: z.uuid().toLowerCase(),
  createdAt: z.date(),
  kind: z.enum(["mint", "fund", "return"]),
  amount: z.int(),
  project: projectRef,
  note: z.string().nullable(),
  entryIndex: z.int().nullable(),
});

export const fundingView = z.strictObject({
  id: z.uuid().toLowerCase(),
  slug: z.string(),
  name: z.string(),
  state: z.enum(projectStates),
  createdAt: z.date(),
  requested: z.int(),
  left: z.int(),
  reserved: z.int(),
});

export const jobView = z.strictObject({
  id: z.uuid().toLowerCase(),
  kind: z.string(),
  state: z.enum(jobStates),
  attempts: z.int(),
  maxAttempts: z.int(),
  runAt: z.date(),
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
  lastError: z.string().nullable(),
});

export const workView = z.strictObject({
  jobs: z.strictObject({ waiting: z.int(), running: z.int(), done: z.int(), failed: z.int() }),
  outbox: z.int(),
  beatAt: z.date().nullable(),
  database: z.enum(["pglite", "postgres"]),
  mail: z.boolean(),
});

export const auditView = z.strictObject({
  id: z.uuid().toLowerCase(),
  createdAt: z.date(),
  action: z.string(),
  actor: z.string().nullable(),
  subject: z.strictObject({ kind: z.enum(["user", "project"]), name: z.string() }).nullable(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
