const KEY = "assay.node";

/** The address of the node that this browser asked last; empty where there is none, or storage is refused. */
export function readNodeUrl(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

/** Keeps it in this browser alone; an empty one is forgotten. */
export function keepNodeUrl(url: string): void {
  try {
    if (url === "") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, url);
  } catch {
    // A browser that keeps nothing asks for it again.
  }
}

/** Whether it can be asked at all: HTTP alone, and without a fragment's or a space's doubt. */
export function isNodeUrl(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text);
}
