/** Lets others have a turn, and what was just asked of the database go out, before work that takes milliseconds goes on. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
