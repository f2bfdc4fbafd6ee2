import { BUNDLE_WIDTH } from "./bundle";
import { HASH_BYTES, joinBytes, portableSha256, type Sha256 } from "./hash";
import { rootFromTiles } from "./tile";
import { rootOf } from "./tree";

/** A tree rebuilt leaf by leaf: its size and, level by level, the hashes of the tile that is still being filled (0 to 255 of them). */
export type RebuiltTree = { size: number; rows: Uint8Array[][] };

export function emptyTree(): RebuiltTree {
  return { size: 0, rows: [] };
}

/** The same tree, which the reader does not go on changing. */
export function copyTree(tree: RebuiltTree): RebuiltTree {
  return { size: tree.size, rows: tree.rows.map((row) => [...row]) };
}

/**
 * Appends the leaves of one tile to a tree that ends where that tile begins. `tileRoot`: the root of these leaves where they are a full
 * tile and it is known already, to save its hashes. Changes the tree. At most one hash a leaf.
 */
export function pushTile(
  tree: RebuiltTree,
  leaves: readonly Uint8Array[],
  tileRoot: Uint8Array | undefined,
  hash: Sha256 = portableSha256,
): void {
  tree.size += leaves.length;
  let [added, known] = [leaves, tileRoot];
  for (let level = 0; added.length > 0; level += 1) {
    const row = [...(tree.rows[level] ?? []), ...added];
    const isFull = row.length === BUNDLE_WIDTH;
    tree.rows[level] = isFull ? [] : row;
    added = isFull ? [known ?? rootOf(row, hash)] : [];
    known = undefined;
  }
}

/** Root of the rebuilt tree. Throws RangeError when its rows do not fit its size. */
export function rootOfTree(tree: RebuiltTree, hash: Sha256 = portableSha256): Uint8Array {
  return rootFromTiles(tree.size, (level) => joinBytes(...(tree.rows[level] ?? [])), hash);
}

/** The hashes of a tile, as views into its bytes. */
export function splitTile(data: Uint8Array): Uint8Array[] {
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += HASH_BYTES) hashes.push(data.subarray(at, at + HASH_BYTES));
  return hashes;
}
