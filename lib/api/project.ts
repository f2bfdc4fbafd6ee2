import { z } from "zod";
import { modalities } from "#lib/domain/content";
import { doorPolicies } from "#lib/domain/door";
import { labelSchemaSchema } from "#lib/domain/label";
import { licenceSchema } from "#lib/domain/licence";
import { pageInputSchema } from "#lib/domain/paging";
import { projectStates, slugSchema } from "#lib/domain/project";
import {
  changeStateSchema,
  createProjectSchema,
  editProjectSchema,
  listMembersSchema,
  listProjectsSchema,
  memberNamedSchema,
  projectNamedSchema,
  requestBudgetSchema,
} from "#lib/domain/project-edit";
import { actionObstacles, projectActions } from "#lib/domain/project-view";
import { rejectReasons } from "#lib/domain/review";
import { FLAT_RULE } from "#lib/domain/reward";
import { readMyActions } from "#lib/services/project-action";
import { readBudget, requestBudget } from "#lib/services/project-budget";
import { createProject } from "#lib/services/project-create";
import { editProject } from "#lib/services/project-edit";
import { listMyProjects, listProjects } from "#lib/services/project-list";
import { grantReviewer, listMembers, revokeReviewer } from "#lib/services/project-member";
import { grantOwner, revokeOwner } from "#lib/services/project-owner";
import { readProject } from "#lib/services/project-read";
import { removeDraft } from "#lib/services/project-remove";
import { checkSlug } from "#lib/services/project-slug";
import { changeProjectState } from "#lib/services/project-state";
import { pub } from "./base";

const tags = ["Projects"];

const card = z.strictObject({
  slug: z.string(),
  name: z.string(),
  summary: z.string(),
  languages: z.array(z.string()),
  modality: z.enum(modalities),
  licence: z.string(),
  state: z.enum(projectStates),
  acceptPrice: z.int(),
  reviewPrice: z.int(),
  reviewsWanted: z.int(),
  inReviewCount: z.int(),
  changesRequestedCount: z.int(),
  acceptedCount: z.int(),
  rejectedCount: z.int(),
  covers: z.int().nullable(),
  createdAt: z.date(),
});
const memberRole = z.enum(["reviewer", "owner"]);
const myCard = card.extend({ roles: z.array(memberRole), requestedBudget: z.int() });
const view = card.extend({
  id: z.uuid().toLowerCase(),
  guidelines: z.string(),
  personalData: z.enum(doorPolicies),
  nearDuplicates: z.enum(doorPolicies),
  nearThreshold: z.int(),
  languageCheck: z.enum(doorPolicies),
  uniqueAcrossProjects: z.boolean(),
  personRoomMb: z.int().nullable(),
  projectRoomMb: z.int().nullable(),
  labelSchema: labelSchemaSchema,
  licenceName: z.string(),
  licenceUrl: z.string(),
  otherLicences: z.array(licenceSchema),
  licences: z.array(z.strictObject({ id: licenceSchema, consentHash: z.string() })),
  declarationHash: z.string(),
  consentHash: z.string(),
  policyVersion: z.int(),
  policyHash: z.string(),
  rejectReasons: z.array(z.enum(rejectReasons)),
  rewardRule: z.literal(FLAT_RULE),
  withdrawnCount: z.int(),
  budgetLeft: z.int(),
  budgetReserved: z.int(),
  decisionMs: z.int().nullable(),
  ownerHandle: z.string().nullable(),
  openedAt: z.date().nullable(),
  modelsAsked: z.array(z.strictObject({ origin: z.string(), model: z.string(), version: z.string(), items: z.int() })),
});
const myActions = z.strictObject({
  slug: z.string(),
  roles: z.array(z.enum(["anonymous", "contributor", "reviewer", "owner", "admin", "system"])),
  actions: z.array(
    z.strictObject({
      action: z.enum(projectActions),
      allowed: z.boolean(),
      reason: z.enum(actionObstacles).nullable(),
    }),
  ),
});
const budget = z.strictObject({
  requested: z.int(),
  granted: z.int(),
  left: z.int(),
  reserved: z.int(),
  spent: z.int(),
  returned: z.int(),
  grants: z.array(z.strictObject({ id: z.uuid().toLowerCase(), amount: z.int(), createdAt: z.date() })),
});
const member = z.strictObject({
  handle: z.string(),
  name: z.string().nullable(),
  role: memberRole,
  since: z.date(),
});
const memberChanged = z.strictObject({ handle: z.string(), changed: z.boolean() });

const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });

const reading = {
  list: pub
    .route({ method: "GET", path: "/projects", tags, summary: "List public projects, newest first" })
    .input(listProjectsSchema)
    .output(pageOf(card))
    .handler(({ context, input }) => listProjects(context.ctx, input)),
  mine: pub
    .route({ method: "GET", path: "/me/projects", tags, summary: "List the projects that I own or review" })
    .input(pageInputSchema)
    .output(pageOf(myCard))
    .handler(({ context, input }) => listMyProjects(context.ctx, input)),
  get: pub
    .route({
      method: "GET",
      path: "/projects/{slug}",
      tags,
      summary: "Read a project: rules, live counts, budget left",
    })
    .input(projectNamedSchema)
    .output(view)
    .handler(({ context, input }) => readProject(context.ctx, input)),
  actions: pub
    .route({
      method: "GET",
      path: "/projects/{slug}/actions",
      tags,
      summary: "What I may do in a project, and why not",
    })
    .input(projectNamedSchema)
    .output(myActions)
    .handler(({ context, input }) => readMyActions(context.ctx, input)),
  checkSlug: pub
    .route({ method: "GET", path: "/project-slugs/{slug}", tags, summary: "Whether an address is free" })
    .input(z.strictObject({ slug: slugSchema }))
    .output(z.strictObject({ slug: z.string(), available: z.boolean(), suggestion: z.string().nullable() }))
    .handler(({ context, input }) => checkSlug(context.ctx, input)),
  budget: pub
    .route({ method: "GET", path: "/projects/{slug}/budget", tags, summary: "A project's budget, for its owners" })
    .input(projectNamedSchema)
    .output(budget)
    .handler(({ context, input }) => readBudget(context.ctx, input)),
  members: pub
    .route({ method: "GET", path: "/projects/{slug}/members", tags, summary: "List owners and reviewers" })
    .input(listMembersSchema)
    .output(pageOf(member))
    .handler(({ context, input }) => listMembers(context.ctx, input)),
};

const changing = {
  create: pub
    .route({ method: "POST", path: "/projects", tags, summary: "Make a draft project", successStatus: 201 })
    .input(createProjectSchema)
    .output(z.strictObject({ id: z.uuid().toLowerCase(), slug: z.string() }))
    .handler(({ context, input }) => createProject(context.ctx, input)),
  edit: pub
    .route({ method: "PATCH", path: "/projects/{slug}", tags, summary: "Change the given fields of a project" })
    .input(editProjectSchema)
    .output(z.strictObject({ slug: z.string(), policyVersion: z.int() }))
    .handler(({ context, input }) => editProject(context.ctx, input)),
  changeState: pub
    .route({ method: "PUT", path: "/projects/{slug}/state", tags, summary: "Open, pause or close a project" })
    .input(changeStateSchema)
    .output(z.strictObject({ slug: z.string(), state: z.enum(projectStates) }))
    .handler(({ context, input }) => changeProjectState(context.ctx, input)),
  remove: pub
    .route({
      method: "DELETE",
      path: "/projects/{slug}",
      tags,
      summary: "Remove a draft that was never granted points",
    })
    .input(projectNamedSchema)
    .output(z.strictObject({ slug: z.string() }))
    .handler(({ context, input }) => removeDraft(context.ctx, input)),
  requestBudget: pub
    .route({ method: "PUT", path: "/projects/{slug}/budget-request", tags, summary: "Ask the admins for a budget" })
    .input(requestBudgetSchema)
    .output(z.strictObject({ slug: z.string(), requested: z.int() }))
    .handler(({ context, input }) => requestBudget(context.ctx, input)),
  grantReviewer: pub
    .route({ method: "PUT", path: "/projects/{slug}/reviewers/{person}", tags, summary: "Let a person review" })
    .input(memberNamedSchema)
    .output(memberChanged)
    .handler(({ context, input }) => grantReviewer(context.ctx, input)),
  grantOwner: pub
    .route({ method: "PUT", path: "/projects/{slug}/owners/{person}", tags, summary: "Make a person an owner" })
    .input(memberNamedSchema)
    .output(memberChanged)
    .handler(({ context, input }) => grantOwner(context.ctx, input)),
  revokeOwner: pub
    .route({
      method: "DELETE",
      path: "/projects/{slug}/owners/{person}",
      tags,
      summary: "Take the role of owner back; never from the last one",
    })
    .input(memberNamedSchema)
    .output(memberChanged)
    .handler(({ context, input }) => revokeOwner(context.ctx, input)),
  revokeReviewer: pub
    .route({
      method: "DELETE",
      path: "/projects/{slug}/reviewers/{person}",
      tags,
      summary: "Take the right to review back",
    })
    .input(memberNamedSchema)
    .output(memberChanged)
    .handler(({ context, input }) => revokeReviewer(context.ctx, input)),
};

export const projectRouter = { ...reading, ...changing };
