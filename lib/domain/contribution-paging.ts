import { z } from "zod";
import { contributionStatuses } from "./contribution";
import { limits } from "./limits";
import { pageInputSchema } from "./paging";

/** What one's own submissions can be narrowed by. */
export const listOwnSchema = pageInputSchema.extend({
  status: z.enum(contributionStatuses, { error: "not_in_list" }).optional(),
  project: z.string().max(limits.slugChars).optional(),
});
