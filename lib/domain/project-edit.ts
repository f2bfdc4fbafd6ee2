import { z } from "zod";
import { modalities } from "./content";
import { languageSchema } from "./language";
import { limits } from "./limits";
import { pageInputSchema } from "./paging";
import { MILLI_PER_POINT } from "./points";
import { projectInputSchema, projectStates } from "./project";

/** A project as the address names it. Not slugSchema: a wrong name is "not found", never "malformed". */
export const projectNamedSchema = z.strictObject({
  slug: z.string({ error: "wrong_type" }).min(1, { error: "required" }).max(200, { error: "too_long" }),
});

/** A new draft. The client makes the id: sending the same twice (double click, retry) makes one project. */
export const createProjectSchema = projectInputSchema.extend({ id: z.uuid({ error: "wrong_type" }).toLowerCase() });
export type CreateProjectInput = z.infer<typeof createProjectSchema>;

// zod fills defaults in even where a field is optional: an edit that leaves these out must not set them.
const reasons = projectInputSchema.shape.rejectReasons.unwrap();
const door = {
  otherLicences: projectInputSchema.shape.otherLicences.unwrap(),
  personalData: projectInputSchema.shape.personalData.unwrap(),
  nearDuplicates: projectInputSchema.shape.nearDuplicates.unwrap(),
  nearThreshold: projectInputSchema.shape.nearThreshold.unwrap(),
  languageCheck: projectInputSchema.shape.languageCheck.unwrap(),
  uniqueAcrossProjects: projectInputSchema.shape.uniqueAcrossProjects.unwrap(),
  personRoomMb: projectInputSchema.shape.personRoomMb.unwrap(),
  projectRoomMb: projectInputSchema.shape.projectRoomMb.unwrap(),
};

/** Only what changes; a field left out stays as it is. The reward rule has one value so far, so nothing about it can change. */
export const projectChangesSchema = projectInputSchema
  .omit({ rejectReasons: true, rewardRule: true })
  .extend({ rejectReasons: reasons, ...door })
  .partial();
export type ProjectChanges = z.infer<typeof projectChangesSchema>;

export const editProjectSchema = projectNamedSchema.extend({ changes: projectChangesSchema });

export const changeStateSchema = projectNamedSchema.extend({
  to: z.enum(projectStates, { error: "not_in_list" }),
});

/** What the owner still asks for, in milli-points; 0 takes the request back, and a grant lowers it. */
export const requestBudgetSchema = projectNamedSchema.extend({
  amount: z
    .int({ error: "not_integer" })
    .min(0, { error: "too_small" })
    .max(limits.maxBudgetPoints * MILLI_PER_POINT, { error: "too_large" }),
});

/** A person by handle or e-mail address; whoever has an "@" in it is meant by address. */
export const memberNamedSchema = projectNamedSchema.extend({
  person: z.string({ error: "wrong_type" }).trim().min(1, { error: "required" }).max(254, { error: "too_long" }),
});

export const listProjectsSchema = pageInputSchema.extend({
  state: z.enum(["open", "paused", "closed"], { error: "not_in_list" }).optional(),
  language: languageSchema.optional(),
  modality: z.enum(modalities, { error: "not_in_list" }).optional(),
});
export type ListProjectsInput = z.infer<typeof listProjectsSchema>;

export const listMembersSchema = pageInputSchema.extend(projectNamedSchema.shape);
