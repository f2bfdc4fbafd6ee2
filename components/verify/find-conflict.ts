import { equalBytes } from "#lib/ledger/hash";
import { type CheckedFile, goodStep, type HeldFile } from "./check-file";

export type Conflict = { one: string; other: string; origin: string };

/**
 * Two sound receipts that cannot both be of one log: another root for the same size, or another entry at the same place. Their signatures
 * make them evidence against whoever holds the key.
 */
export function findConflict(
  files: readonly HeldFile[],
  checked: ReadonlyMap<string, CheckedFile>,
): Conflict | undefined {
  const seen = new Map<string, { name: string; bytes: Uint8Array }>();
  for (const { id, name } of files) {
    const found = checked.get(id);
    if (found?.verdict !== "sound") continue;
    const claims = claimsOf(found);
    for (const [claim, bytes] of claims.facts) {
      const before = seen.get(claim);
      if (before && !equalBytes(before.bytes, bytes)) return { one: before.name, other: name, origin: claims.origin };
      seen.set(claim, before ?? { name, bytes });
    }
  }
  return undefined;
}

function claimsOf({ steps }: CheckedFile): { origin: string; facts: [string, Uint8Array][] } {
  const checkpoint = goodStep(steps, "checkpoint")?.checkpoint;
  const index = goodStep(steps, "file")?.proof.index;
  const leaf = goodStep(steps, "leaf")?.leafHash;
  if (!checkpoint || index === undefined || !leaf) return { origin: "", facts: [] };
  const { origin, size, root } = checkpoint;
  return {
    origin,
    facts: [
      [`${origin} size ${size}`, root],
      [`${origin} index ${index}`, leaf],
    ],
  };
}
