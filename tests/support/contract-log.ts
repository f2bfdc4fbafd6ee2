import { leafHash } from "#lib/ledger/hash";
import { consistencyProof, inclusionProof } from "#lib/ledger/proof";
import { growTiles, nodeReader, rootFromTiles, tileKey } from "#lib/ledger/tile";
import { encodeUtf8 } from "#lib/ledger/utf8";
import { sha256 } from "#lib/services/hash";

/** A log of short entries with its roots and proofs at any size; `history` names one, and two contradict each other. */
export function contractLog(size: number, history = "a") {
  const entries = Array.from({ length: size }, (_, n) => encodeUtf8(`${history}${n}`));
  const leaves = entries.map((entry) => leafHash(entry, sha256));
  const tiles = new Map(
    growTiles(0, leaves, () => undefined, sha256).map((tile) => [tileKey(tile.level, tile.n), tile.data] as const),
  );
  const read = (level: number, n: number) => tiles.get(tileKey(level, n));
  return {
    entry: (index: number) => entries[index] ?? new Uint8Array(0),
    leaf: (index: number) => leaves[index] ?? new Uint8Array(0),
    root: (at: number) => rootFromTiles(at, read, sha256),
    consistency: (from: number, to: number) => consistencyProof(from, to, nodeReader(to, read, sha256), sha256),
    inclusion: (index: number, at: number) => inclusionProof(index, at, nodeReader(at, read, sha256), sha256),
  };
}
