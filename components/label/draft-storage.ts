import { z } from "zod";
import type { Draft } from "./draft-keeper";

const schema = z.record(z.string(), z.record(z.string(), z.unknown()));
const keyOf = (userId: string, slug: string) => `assay.label.draft.${userId}.${slug}`;

/** What this person typed on this device about items that are not answered yet; nothing when storage is closed or holds something strange. */
export function loadDrafts(userId: string, slug: string): Record<string, Draft> {
  try {
    const parsed = schema.safeParse(JSON.parse(window.localStorage.getItem(keyOf(userId, slug)) ?? "{}"));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

export function saveDrafts(userId: string, slug: string, drafts: Readonly<Record<string, Draft>>): void {
  try {
    if (Object.keys(drafts).length === 0) window.localStorage.removeItem(keyOf(userId, slug));
    else window.localStorage.setItem(keyOf(userId, slug), JSON.stringify(drafts));
  } catch {
    // Without storage the server's copy is the only one.
  }
}
