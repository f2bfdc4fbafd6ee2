import { useCallback, useRef, useState } from "react";
import { type HeldFile, holdFile, READ_BYTES } from "./check-file";
import { openArchive } from "./open-archive";

// More would only fill the memory of the browser.
const MAX_FILES = 5_000;
const MAX_TOTAL_BYTES = 64 * 1_048_576;

/** What came of the last drop, for the person who dropped. */
export type Taken = { added: number; known: number; left: number; failed: string[] };

/** The files that were dropped, chosen or pasted; nothing of them leaves the browser. */
export function useFiles() {
  const [files, setFiles] = useState<readonly HeldFile[]>([]);
  const [taken, setTaken] = useState<Taken>();
  const held = useRef<readonly HeldFile[]>([]);
  const pasted = useRef(0);

  const keep = useCallback((next: readonly HeldFile[]) => {
    held.current = next;
    setFiles(next);
  }, []);

  const add = useCallback(
    async (sources: readonly File[]) => {
      const read: HeldFile[] = [];
      const failed: string[] = [];
      for (const source of sources) {
        try {
          const archived = await openArchive(source);
          read.push(...(archived ?? [holdFile(source.name, await readSome(source))]));
        } catch {
          failed.push(source.name);
        }
        if (read.length > MAX_FILES) break;
      }
      const { next, ...counts } = merge(held.current, read);
      keep(next);
      setTaken({ ...counts, failed });
    },
    [keep],
  );

  const paste = useCallback(
    (text: string, nameOf: (count: number) => string) => {
      pasted.current += 1;
      // What is marked and copied often loses its last line end, or has blank lines around it.
      const bytes = new TextEncoder().encode(`${text.trim()}\n`);
      const one = holdFile(nameOf(pasted.current), bytes.slice(0, READ_BYTES));
      const { next, ...counts } = merge(held.current, [one]);
      keep(next);
      setTaken({ ...counts, failed: [] });
    },
    [keep],
  );

  const clear = useCallback(() => {
    keep([]);
    setTaken(undefined);
  }, [keep]);

  return { files, taken, add, paste, clear };
}

async function readSome(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(0, READ_BYTES).arrayBuffer());
}

/** Newest first; the same bytes once; no more than fit. */
function merge(before: readonly HeldFile[], read: readonly HeldFile[]) {
  const known = new Set(before.map(({ id }) => id));
  const added: HeldFile[] = [];
  let total = before.reduce((sum, { bytes }) => sum + bytes.length, 0);
  let left = 0;
  for (const file of read) {
    if (known.has(file.id)) continue;
    total += file.bytes.length;
    if (known.size >= MAX_FILES || total > MAX_TOTAL_BYTES) left += 1;
    else {
      known.add(file.id);
      added.push(file);
    }
  }
  const next = [...added, ...before];
  return { next, added: added.length, left, known: read.length - added.length - left };
}
