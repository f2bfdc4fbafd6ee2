import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BUNDLE_WIDTH, formatBundle } from "#lib/ledger/bundle";
import { formatCheckpoint } from "#lib/ledger/checkpoint";
import { leafHash } from "#lib/ledger/hash";
import { formatNote, signNote } from "#lib/ledger/note";
import { growTiles, rootFromTiles, tileKey, tilePath } from "#lib/ledger/tile";
import type { SignerKey } from "#lib/ledger/vkey";
import { nodeEd25519 } from "#lib/services/ed25519";
import { sha256 } from "#lib/services/hash";
import { testSigner } from "./log";

/** A log in the making: entries go in, bundles and tiles come out, the checkpoint is signed at the end. */
export type LogWriter = {
  add(entry: Uint8Array): void;
  /** Writes what is partial, and the checkpoint, signed by a key of the tests unless others are given; more entries may follow. */
  publish(...signers: SignerKey[]): { size: number; root: Uint8Array };
};

/** Makes a log as `assay log export` lays it out; `put` gets each file by its path below /log. */
export function logWriter(put: (path: string, bytes: Uint8Array) => void): LogWriter {
  const edge = new Map<string, Uint8Array>();
  let size = 0;
  let bundle: Uint8Array[] = [];
  let leaves: Uint8Array[] = [];
  const flush = () => {
    if (leaves.length === 0) return;
    const grown = growTiles(size, leaves, (level, n) => edge.get(tileKey(level, n)), sha256);
    for (const { level, n, data } of grown) {
      const width = data.length / 32;
      put(tilePath({ level, n, width }), data);
      edge.set(tileKey(level, n), data);
      // Only partial tiles are needed again.
      if (width === BUNDLE_WIDTH) edge.delete(tileKey(level, n));
    }
    put(tilePath({ level: "entries", n: Math.floor(size / BUNDLE_WIDTH), width: bundle.length }), formatBundle(bundle));
    size += leaves.length;
    leaves = [];
    if (bundle.length === BUNDLE_WIDTH) bundle = [];
  };
  return {
    add(entry) {
      bundle.push(entry);
      leaves.push(leafHash(entry, sha256));
      if (bundle.length === BUNDLE_WIDTH) flush();
    },
    publish(...given) {
      flush();
      const signers = given.length > 0 ? given : [testSigner()];
      const root = rootFromTiles(size, (level, n) => edge.get(tileKey(level, n)), sha256);
      const text = formatCheckpoint({ origin: signers[0]?.name ?? "", size, root, extensions: [] });
      put("checkpoint", new TextEncoder().encode(formatNote(signNote(text, signers, nodeEd25519))));
      return { size, root };
    },
  };
}

/** Puts files below a folder. */
export function folderPut(folder: string): (path: string, bytes: Uint8Array) => void {
  return (path, bytes) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  };
}
