"use client";

import { useEffect, useState } from "react";
import { z } from "zod";

/** What is typed beside each file, by the id of its upload: its caption, its label. */
export type MediaNotes = Record<string, Record<string, string>>;

const notesSchema = z.record(z.string(), z.record(z.string(), z.string()));
const PREFIX = "assay.media.";

/** Notes survive a reload on the same device; those of files that are gone are dropped. */
export function useMediaNotes(place: string) {
  const [notes, setNotes] = useState<MediaNotes>({});
  useEffect(() => setNotes(readNotes(place)), [place]);
  const write = (next: MediaNotes) => {
    setNotes(next);
    try {
      window.localStorage.setItem(PREFIX + place, JSON.stringify(next));
    } catch {
      // Without storage they live as long as the page.
    }
  };
  return {
    notes,
    change: (id: string, field: string, text: string) => write({ ...notes, [id]: { ...notes[id], [field]: text } }),
    keepOnly: (ids: ReadonlySet<string>) =>
      write(Object.fromEntries(Object.entries(notes).filter(([id]) => ids.has(id)))),
  };
}

function readNotes(place: string): MediaNotes {
  try {
    const parsed = notesSchema.safeParse(JSON.parse(window.localStorage.getItem(PREFIX + place) ?? "{}"));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}
