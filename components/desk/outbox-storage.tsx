import { z } from "zod";

const MOST_KEPT = 200;

/** What a person decided on this device and could not send, by project; `prefix` names the kind of desk. */
export function outboxStorage<Op>(prefix: string, schema: z.ZodType<Op>) {
  const keyOf = (userId: string, slug: string) => `${prefix}.${userId}.${slug}`;
  const outboxSchema = z.array(schema).max(MOST_KEPT);

  /** Nothing when storage is closed or holds something strange. */
  function load(userId: string, slug: string): Op[] {
    try {
      const parsed = outboxSchema.safeParse(JSON.parse(window.localStorage.getItem(keyOf(userId, slug)) ?? "[]"));
      return parsed.success ? parsed.data : [];
    } catch {
      return [];
    }
  }

  function save(userId: string, slug: string, outbox: readonly Op[]): void {
    try {
      if (outbox.length === 0) window.localStorage.removeItem(keyOf(userId, slug));
      else window.localStorage.setItem(keyOf(userId, slug), JSON.stringify(outbox));
    } catch {
      // Storage that is full or closed only means that a reload forgets what is not sent yet.
    }
  }

  /** Projects in which this person has decisions that were not sent, with their number. */
  function listUnsent(userId: string): { slug: string; count: number }[] {
    try {
      const begin = keyOf(userId, "");
      return Object.keys(window.localStorage).flatMap((key) => {
        if (!key.startsWith(begin)) return [];
        const slug = key.slice(begin.length);
        const count = load(userId, slug).length;
        return count > 0 ? [{ slug, count }] : [];
      });
    } catch {
      return [];
    }
  }

  return { load, save, listUnsent };
}
