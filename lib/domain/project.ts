import { z } from "zod";
import { modalities } from "./content";
import { doorPolicies } from "./door";
import { labelSchemaSchema } from "./label";
import { languageSchema } from "./language";
import { licenceSchema, licences } from "./licence";
import { limits } from "./limits";
import { MILLI_PER_POINT } from "./points";
import { rejectReasons } from "./review";
import { FLAT_RULE } from "./reward";
import { storedText } from "./text";

export const projectStates = ["draft", "open", "paused", "closed"] as const;
export type ProjectState = (typeof projectStates)[number];

export const projectMoves: Record<ProjectState, readonly ProjectState[]> = {
  draft: ["open"],
  open: ["paused", "closed"],
  paused: ["open", "closed"],
  closed: [],
};

export const slugSchema = z
  .string({ error: "wrong_type" })
  .trim()
  .toLowerCase()
  .max(limits.slugChars, { error: "too_long" })
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { error: "slug_shape" })
  .refine((slug) => !["new", "settings"].includes(slug), { error: "reserved" });

// Nothing here may pass for an official coin or product of a model maker (economy.md).
const IMPERSONATING = /\b(?:chat)?gpt\b|openai|anthropic|official\s+coin|官方.{0,6}幣|gpt\s*幣/i;

/** Project names may not suggest an official product or coin of any company. */
const projectNameSchema = storedText(limits.nameChars, 3).refine((name) => !IMPERSONATING.test(name), {
  error: "impersonation",
});

const price = z
  .int({ error: "not_integer" })
  .min(0, { error: "too_small" })
  .max(limits.maxPricePoints * MILLI_PER_POINT, { error: "too_large" });

/** Everything an owner writes; amounts in milli-points. */
const roomMb = z
  .int({ error: "not_integer" })
  .min(1, { error: "too_small" })
  .max(limits.maxRoomMb, { error: "too_large" })
  .nullable()
  .default(null);

export const projectInputSchema = z.strictObject({
  name: projectNameSchema,
  slug: slugSchema,
  summary: storedText(limits.summaryChars, 10),
  languages: z
    .array(languageSchema)
    .min(1, { error: "too_few" })
    .max(limits.languageCount, { error: "too_many" })
    .transform((tags) => [...new Set(tags)]),
  modality: z.enum(modalities, { error: "not_in_list" }),
  guidelines: storedText(limits.guidelinesChars, 20),
  labelSchema: labelSchemaSchema,
  licence: licenceSchema,
  /** What contributors may choose instead. */
  otherLicences: z
    .array(licenceSchema)
    .max(Object.keys(licences).length, { error: "too_many" })
    .transform((names) => [...new Set(names)].sort())
    .default([]),
  reviewsWanted: z
    .int({ error: "not_integer" })
    .min(1, { error: "too_small" })
    .max(9, { error: "too_large" })
    .refine((n) => n % 2 === 1, { error: "not_odd" }),
  rejectReasons: z
    .array(z.enum(rejectReasons))
    .min(1, { error: "too_few" })
    .default([...rejectReasons]),
  rewardRule: z.literal(FLAT_RULE).default(FLAT_RULE),
  acceptPrice: price,
  reviewPrice: price,
  /** What happens to texts that hold personal data; not part of the policy that verdicts and points go by. */
  personalData: z.enum(doorPolicies, { error: "not_in_list" }).default("warn"),
  /** What happens to texts that are much like another of the project; alike from so many percent on. */
  nearDuplicates: z.enum(doorPolicies, { error: "not_in_list" }).default("warn"),
  nearThreshold: z
    .int({ error: "not_integer" })
    .min(40, { error: "too_small" })
    .max(100, { error: "too_large" })
    .default(60),
  /** What happens to texts that do not look like the language they are said to be in. */
  languageCheck: z.enum(doorPolicies, { error: "not_in_list" }).default("warn"),
  /** Refuses what stands in another project already, texts and files alike. */
  uniqueAcrossProjects: z.boolean({ error: "wrong_type" }).default(false),
  /** Room for the files of each person here, and for all of the project's, in MB; null for what the site gives, which is never passed. */
  personRoomMb: roomMb,
  projectRoomMb: roomMb,
});
export type ProjectInput = z.infer<typeof projectInputSchema>;

/** Once open, what contributors agreed to stays: only these may still change (prices for new submissions only). */
export const editableWhenOpen = [
  "name",
  "summary",
  "guidelines",
  "reviewsWanted",
  "rejectReasons",
  "acceptPrice",
  "reviewPrice",
  "personalData",
  "nearDuplicates",
  "nearThreshold",
  "languageCheck",
  "uniqueAcrossProjects",
  "personRoomMb",
  "projectRoomMb",
] as const satisfies readonly (keyof ProjectInput)[];
