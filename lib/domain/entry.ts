import { z } from "zod";
import { goldEntrySchemas } from "./entry-gold";
import { labelEntrySchemas } from "./entry-label";
import { amount, hash, head, head2, id } from "./entry-part";
import { runEntrySchemas } from "./entry-run";
import { stopEntrySchemas } from "./entry-stop";
import { suggestionEntrySchemas } from "./entry-suggestion";
import { erasureCauses } from "./erasure";
import { licences } from "./licence";
import { POINT_UNIT, SNAPSHOT_RULE, transferKinds } from "./points";
import { decisions, rejectReasons } from "./review";
import { FLAT_RULE } from "./reward";

/**
 * Bodies of ledger entries, by kind. Never personal data or free text: pseudonymous ids, hashes, amounts, names of rules.
 * Content appears only as `commitment` = SHA-256(salt || canonical content), whose salt can be destroyed.
 * The canonical JSON of the parsed body is made once and its bytes are the leaf.
 */
const rule = z.string().regex(/^[a-z][a-z-]{0,23}(?:\/[1-9][0-9]{0,3})?$/);
const licence = z.string().refine((name) => Object.hasOwn(licences, name));
const unit = z.string().refine((name): boolean => name === POINT_UNIT);

/** What contributors and reviewers are held to; its hash is the policyHash beside it. Amounts in milli-points. */
const policy = z.strictObject({
  reviewsWanted: z.int().min(1).max(9),
  rejectReasons: z.array(z.enum(rejectReasons)),
  rewardRule: z.literal(FLAT_RULE),
  acceptPrice: amount,
  reviewPrice: amount,
});

// Entries of version 1 stay what they are: both are read for ever, and only the newest is written.
const submitted = {
  kind: z.literal("contribution.submitted"),
  contribution: id,
  project: id,
  author: id,
  batch: id.nullable(),
  commitment: hash,
  licence,
  consentHash: hash,
  policyVersion: z.int().min(1),
};
const revised = {
  kind: z.literal("contribution.revised"),
  contribution: id,
  project: id,
  author: id,
  round: z.int().min(2),
  commitment: hash,
};
/** SHA-256(salt || canonical JSON of what was declared about rights); the rows of one import share it. */
const declaration = hash;

export const entrySchemas = {
  "project.opened": z.strictObject({
    ...head,
    kind: z.literal("project.opened"),
    project: id,
    actor: id,
    policyVersion: z.int().min(1),
    policyHash: hash,
    policy,
  }),
  "project.policy_changed": z.strictObject({
    ...head,
    kind: z.literal("project.policy_changed"),
    project: id,
    actor: id,
    policyVersion: z.int().min(1),
    policyHash: hash,
    policy,
  }),
  "project.state_changed": z.strictObject({
    ...head,
    kind: z.literal("project.state_changed"),
    project: id,
    actor: id,
    state: z.enum(["open", "paused", "closed"]),
  }),
  "role.granted": z.strictObject({
    ...head,
    kind: z.literal("role.granted"),
    actor: id.nullable(),
    user: id,
    role: z.enum(["reviewer", "owner", "admin"]),
    project: id.nullable(),
  }),
  "role.revoked": z.strictObject({
    ...head,
    kind: z.literal("role.revoked"),
    actor: id.nullable(),
    user: id,
    role: z.enum(["reviewer", "owner", "admin"]),
    project: id.nullable(),
  }),
  "contribution.submitted": z.discriminatedUnion("v", [
    z.strictObject({ ...head, ...submitted }),
    z.strictObject({ ...head2, ...submitted, declaration }),
  ]),
  "contribution.revised": z.discriminatedUnion("v", [
    z.strictObject({ ...head, ...revised }),
    z.strictObject({ ...head2, ...revised, declaration }),
  ]),
  "contribution.withdrawn": z.strictObject({
    ...head,
    kind: z.literal("contribution.withdrawn"),
    contribution: id,
    project: id,
    author: id,
  }),
  "contribution.erased": z.strictObject({
    ...head,
    kind: z.literal("contribution.erased"),
    contribution: id,
    project: id,
    author: id,
    /** Who erased it: the author by their own wish, somebody else for one of the other causes. */
    actor: id,
    cause: z.enum(erasureCauses),
  }),
  "review.cast": z.strictObject({
    ...head,
    kind: z.literal("review.cast"),
    contribution: id,
    project: id,
    round: z.int().min(1),
    reviewer: id,
    decision: z.enum(decisions),
    reason: z.enum(rejectReasons).nullable(),
  }),
  "verdict.reached": z.strictObject({
    ...head,
    kind: z.literal("verdict.reached"),
    contribution: id,
    project: id,
    round: z.int().min(1),
    outcome: z.enum(["accepted", "rejected", "changes_requested"]),
    rule,
    votes: z.array(z.strictObject({ review: id, decision: z.enum(decisions) })).max(9),
  }),
  ...labelEntrySchemas,
  ...runEntrySchemas,
  ...goldEntrySchemas,
  ...stopEntrySchemas,
  ...suggestionEntrySchemas,
  "account.opened": z.strictObject({
    ...head,
    kind: z.literal("account.opened"),
    account: id,
    accountKind: z.enum(["mint", "treasury", "project_budget", "project_reserved", "user_available"]),
    owner: id.nullable(),
    unit,
  }),
  "transfer.posted": z.strictObject({
    ...head,
    kind: z.literal("transfer.posted"),
    unit,
    debit: id,
    credit: id,
    amount: amount.min(1),
    transferKind: z.enum(transferKinds),
    rule,
    project: id.nullable(),
    contribution: id.nullable(),
    batch: id.nullable(),
    round: z.int().nullable(),
    reverses: id.nullable(),
  }),
  "points.snapshot": z.strictObject({
    ...head,
    kind: z.literal("points.snapshot"),
    unit,
    rule: z.literal(SNAPSHOT_RULE),
    /** Entries 0 to before `size` make the balances. */
    size: z.int().min(1),
    leaves: z.int().min(1),
    /** RFC 6962 root over the leaves of lib/domain/snapshot.ts. */
    root: hash,
  }),
} as const;

export type EntryKind = keyof typeof entrySchemas;
export const entryKinds = Object.keys(entrySchemas) as EntryKind[];
export type EntryBody = { [K in EntryKind]: z.infer<(typeof entrySchemas)[K]> }[EntryKind];
