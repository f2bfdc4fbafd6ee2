import { type DraftContent, draftContentSchema } from "#lib/domain/draft";

/** A draft on this device; `isSynced` says that the server has the very same. */
export type LocalDraft = { content: DraftContent; at: number; isSynced: boolean };

const PREFIX = "assay.draft.";

/** The device's copy, if there is one that can be read. Storage may be missing (so on the server), full or written by somebody else. */
export function readLocal(place: string): LocalDraft | null {
  try {
    const text = window.localStorage.getItem(PREFIX + place);
    const raw = text ? (JSON.parse(text) as Partial<LocalDraft>) : null;
    const content = draftContentSchema.safeParse(raw?.content);
    if (!raw || !content.success || typeof raw.at !== "number") return null;
    return { content: content.data, at: raw.at, isSynced: raw.isSynced === true };
  } catch {
    return null;
  }
}

export function writeLocal(place: string, draft: LocalDraft): void {
  try {
    window.localStorage.setItem(PREFIX + place, JSON.stringify(draft));
  } catch {
    // Without storage (private windows, a full disk) the server's copy is the only one.
  }
}

export function dropLocal(place: string): void {
  try {
    window.localStorage.removeItem(PREFIX + place);
  } catch {
    // Nothing was kept, so nothing is left.
  }
}

/**
 * True when the device holds what the page, as it was rendered, does not know: what the server never got, or what it got after that. Pages
 * can be old ones: the Back button draws them as they were.
 */
export function isNewer(local: LocalDraft, stored: { content: DraftContent; updatedAt: Date } | null): boolean {
  if (JSON.stringify(local.content) === JSON.stringify(stored?.content)) return false;
  return !local.isSynced || local.at > (stored?.updatedAt.getTime() ?? 0);
}

/** Tells when another tab of this browser changes the draft (null: sent or discarded there); returns how to stop. */
export function watchLocal(place: string, onChange: (draft: LocalDraft | null) => void): () => void {
  const onStorage = (event: StorageEvent) => {
    if (event.key === PREFIX + place) onChange(readLocal(place));
  };
  window.addEventListener("storage", onStorage);
  return () => window.removeEventListener("storage", onStorage);
}
