import { z } from "zod";
import { limits } from "./limits";
import { storedText } from "./text";

/** Why an owner or an admin erases somebody else's contribution. */
export const imposedCauses = ["privacy", "rights", "unlawful"] as const;
/** Why a contribution was erased: its author wished it, or one of those. */
export const erasureCauses = ["author", ...imposedCauses] as const;
export type ErasureCause = (typeof erasureCauses)[number];

/** `cause` and `note` are for others' work only; the note stays in the audit log and never enters the ledger. */
export const eraseInputSchema = z
  .strictObject({
    id: z.uuid({ error: "wrong_type" }).toLowerCase(),
    cause: z.enum(imposedCauses, { error: "not_in_list" }).optional(),
    note: storedText(limits.erasureNoteChars, 3).optional(),
  })
  .refine(({ cause, note }) => cause === undefined || note !== undefined, { path: ["note"], error: "required" });
export type EraseInput = z.infer<typeof eraseInputSchema>;

/** All of one's own: the handle, typed again, is the confirmation. */
export const eraseAllInputSchema = z.strictObject({ handle: z.string().max(limits.handleMaxChars * 2) });

/** What leaves the data for good, as the ledger has it. */
export const removalKinds = { withdrawn: "contribution.withdrawn", erased: "contribution.erased" } as const;
export type RemovalKind = keyof typeof removalKinds;

/** One thing that exports must no longer hold. `index`: its entry in the ledger, and its place in the feed. */
export type Removal = {
  index: number;
  contribution: string;
  project: { id: string; slug: string };
  kind: RemovalKind;
  /** Null for what was withdrawn. */
  cause: ErasureCause | null;
  at: Date;
};
