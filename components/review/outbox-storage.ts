import { z } from "zod";
import { type DeskOp, deskOpSchema } from "#lib/domain/review-desk";

const PREFIX = "assay.review.outbox";
const outboxSchema = z.array(deskOpSchema).max(200);

const keyOf = (userId: string, slug: string) => `${PREFIX}.${userId}.${slug}`;

/** What this person decided on this device and could not send; nothing when storage is closed or holds something strange. */
export function loadOutbox(userId: string, slug: string): DeskOp[] {
  try {
    const parsed = outboxSchema.safeParse(JSON.parse(window.localStorage.getItem(keyOf(userId, slug)) ?? "[]"));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}

export function saveOutbox(userId: string, slug: string, outbox: readonly DeskOp[]): void {
  try {
    if (outbox.length === 0) window.localStorage.removeItem(keyOf(userId, slug));
    else window.localStorage.setItem(keyOf(userId, slug), JSON.stringify(outbox));
  } catch {
    // Storage that is full or closed only means that a reload forgets what is not sent yet.
  }
}

/** Projects in which this person has decisions that were not sent, with their number. */
export function listUnsent(userId: string): { slug: string; count: number }[] {
  try {
    const prefix = keyOf(userId, "");
    return Object.keys(window.localStorage).flatMap((key) => {
      if (!key.startsWith(prefix)) return [];
      const slug = key.slice(prefix.length);
      const count = loadOutbox(userId, slug).length;
      return count > 0 ? [{ slug, count }] : [];
    });
  } catch {
    return [];
  }
}
