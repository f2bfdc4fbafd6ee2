import { z } from "zod";
import { basisPoints, hash, head, id } from "./entry-part";
import { HELP_SHARE, suggestionSources } from "./model-help";

/** What a model suggested before people answered, and whether they were shown it. Sources: docs/model-help.md. */
export const suggestionEntrySchemas = {
  "suggestions.recorded": z.strictObject({
    ...head,
    kind: z.literal("suggestions.recorded"),
    project: id,
    actor: id,
    /** Sets of a project are numbered from 1. */
    set: z.int().min(1),
    source: z.enum(suggestionSources),
    /** SHA-256 of canonical JSON of {model, version}: names are texts that somebody wrote, and stand beside the ledger. */
    model: hash,
    count: z.int().min(1),
    /** RFC 6962 root over the salted commitments of the set's suggestions. */
    root: hash,
  }),
  "task.help_set": z.strictObject({
    ...head,
    kind: z.literal("task.help_set"),
    project: id,
    actor: id,
    shown: z.boolean(),
    rule: z.literal(HELP_SHARE.rule),
    /** Of the answers that may be given with a suggestion, the share that is; the others are drawn to go without. */
    share: basisPoints,
  }),
} as const;
