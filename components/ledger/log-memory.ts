const KEY = "assay.log";

/** What this browser remembers of the site's log, as stored; null for nothing, or where storage is refused. */
export function readMemoryText(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

const listeners = new Set<() => void>();

/** Calls back when the memory changes, in this tab or another. */
export function watchMemory(onChange: () => void): () => void {
  listeners.add(onChange);
  window.addEventListener("storage", onChange);
  return () => {
    listeners.delete(onChange);
    window.removeEventListener("storage", onChange);
  };
}

export function keepMemoryText(text: string): void {
  try {
    localStorage.setItem(KEY, text);
  } catch {
    // A browser that keeps nothing compares nothing; the page works all the same.
  }
  for (const tell of listeners) tell();
}
