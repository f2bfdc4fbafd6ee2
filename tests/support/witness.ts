import type { AddressInfo } from "node:net";
import { type Witness, witnessServer } from "#lib/adapters/witness-server";
import { createWitnessMemory, openWitnessMemory } from "#lib/adapters/witness-state";
import { formatCheckpoint } from "#lib/ledger/checkpoint";
import { leafHash } from "#lib/ledger/hash";
import { formatNote, signNote } from "#lib/ledger/note";
import { consistencyProof } from "#lib/ledger/proof";
import { growTiles, nodeReader, rootFromTiles, tileKey } from "#lib/ledger/tile";
import { encodeUtf8 } from "#lib/ledger/utf8";
import { makeSignerKey, type SignerKey } from "#lib/ledger/vkey";
import { nodeEd25519 } from "#lib/services/ed25519";
import { sha256 } from "#lib/services/hash";

export const logKey = makeSignerKey("log.example.test", 1, new Uint8Array(32).fill(1));
export const witnessKey = makeSignerKey("witness.example.test", 4, new Uint8Array(32).fill(2));

/** A log of short entries, that can be asked at any size; `history` names one, and two are a fork. */
export function makeLog(size: number, history = "a", from = 0) {
  const leaves = Array.from({ length: size }, (_, n) => leafHash(encodeUtf8(n < from ? `${n}` : `${history}${n}`)));
  const tiles = new Map(
    growTiles(0, leaves, () => undefined).map((tile) => [tileKey(tile.level, tile.n), tile.data] as const),
  );
  const readTile = (level: number, n: number) => tiles.get(tileKey(level, n));
  const text = (at: number) =>
    formatCheckpoint({ origin: logKey.name, size: at, root: rootFromTiles(at, readTile), extensions: [] });
  return {
    text,
    note: (at: number, signer: SignerKey = logKey) => formatNote(signNote(text(at), [signer], nodeEd25519)),
    proof: (oldSize: number, at: number) => consistencyProof(oldSize, at, nodeReader(at, readTile)),
  };
}

/** A witness on a free port, with a memory at `path` that is made when there is none. */
export async function startWitness(path: string, options: Partial<Witness> & { isNew?: boolean } = {}) {
  if (options.isNew) await createWitnessMemory(path);
  const memory = await openWitnessMemory(path);
  const server = witnessServer({
    signer: witnessKey,
    logs: [{ origin: logKey.name, keys: [logKey] }],
    memory,
    now: () => new Date(1_790_000_000_000),
    sha256,
    ed25519: nodeEd25519,
    ...options,
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const stop = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, memory, stop };
}
