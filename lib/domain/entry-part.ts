import { z } from "zod";
import { limits } from "./limits";

/* What bodies of entries are made of: ids, hashes, amounts, instants, names of rules; never a text that somebody wrote. */

// The database writes ids in lower case, whatever a client sent: so does the ledger, or the two would name the same thing differently.
export const id = z.uuid().toLowerCase();
export const hash = z.string().regex(/^[0-9a-f]{64}$/);
export const amount = z.int().min(0);
export const at = z.iso.datetime({ precision: 3 });
/** Of version 1: entries of it stay what they are, whatever comes later. */
export const head = { v: z.literal(1), id, at };
/** Of version 2, where a kind has one. */
export const head2 = { ...head, v: z.literal(2) };
export const head3 = { ...head, v: z.literal(3) };
export const head4 = { ...head, v: z.literal(4) };

export const question = z.string().regex(/^q[1-9][0-9]?$/);
export const basisPoints = z.int().min(0).max(10_000);
const option = z
  .int()
  .min(0)
  .max(limits.labelCount - 1);
/** A code, or several of a question with several labels or places. */
export const coded = z.union([option, z.array(option).max(limits.labelCount)]);
export const version = z.int().min(1);
