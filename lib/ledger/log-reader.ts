import { BUNDLE_WIDTH, MAX_BUNDLE_BYTES, parseBundle } from "./bundle";
import { equalBytes, leafHash, portableSha256, type Sha256 } from "./hash";
import { type FetchBytes, fetchTile, type TileFault, type TileTrust, tileTrust, widthInLog } from "./log-reader-tiles";
import { copyTree, emptyTree, pushTile, type RebuiltTree, rootOfTree } from "./log-reader-tree";
import { type ConsistencyProblem, consistencyProof, type Verdict, verifyConsistency } from "./proof";
import { nodeReader, tileKey, tilePath, tilesForConsistency } from "./tile";

export type LogFault =
  | TileFault
  | { what: "bundle"; path: string; reason: "missing" | "too_short" | "too_long"; index: number }
  | { what: "entry"; path: string; reason: "not_in_tree" | "changed_since"; index: number }
  | { what: "root"; path: "checkpoint"; reason: "root_mismatch" };

export type LogPiece = {
  /** Index of the first entry. */
  start: number;
  entries: Uint8Array[];
  /** True when each of them is proven to be in the tree of the checkpoint. */
  proven: boolean;
  faults: LogFault[];
  /** The tree over everything up to here; copy it to go on from here later. */
  tree: RebuiltTree;
};

export type LogRead = {
  fetchBytes: FetchBytes;
  size: number;
  root: Uint8Array;
  /** Where an earlier reading ended; from the beginning when absent. */
  from?: RebuiltTree | undefined;
  hash?: Sha256 | undefined;
  /** Bundles asked for ahead of the one being read. */
  ahead?: number | undefined;
};

const DEFAULT_AHEAD = 8;

/**
 * Reads all entries of a log in their order, bundle by bundle, and rebuilds its tree from them: each entry is compared with its leaf in the
 * level-0 tile, each tile with its hash in the tile above, the topmost with the checkpoint's root, and each tile with the rebuilt one. A
 * fault is told with its piece and reading goes on where it can; the last piece (perhaps without entries) tells of the root. Holds a
 * few bundles in memory. Throws only what `fetchBytes` throws. Source: C2SP tlog-tiles v0.1.0; RFC 9162 2.1.
 */
export async function* readLog(options: LogRead): AsyncGenerator<LogPiece> {
  const { fetchBytes, size, root, hash = portableSha256, ahead = DEFAULT_AHEAD } = options;
  const tree = options.from ? copyTree(options.from) : emptyTree();
  const trust = await tileTrust(fetchBytes, { size, root }, hash);
  yield { start: tree.size, entries: [], proven: true, faults: trust.takeFaults(), tree };
  const first = Math.floor(tree.size / BUNDLE_WIDTH);
  const bundles = Math.ceil(size / BUNDLE_WIDTH);
  const queue: Promise<Fetched>[] = [];
  for (let n = first; n < bundles && tree.size < size; n += 1) {
    for (let next = n + queue.length; next < Math.min(n + ahead, bundles); next += 1) {
      const one = fetchPair(fetchBytes, next, size);
      // Looked at when its turn comes: until then a failure is not an unhandled one.
      one.catch(() => {});
      queue.push(one);
    }
    const fetched = await queue.shift();
    if (!fetched) return;
    const piece = await readPiece(fetched, { n, tree, trust, hash });
    yield piece;
    if (tree.size < n * BUNDLE_WIDTH + fetched.width) return;
  }
  const proven = equalBytes(rootOfTree(tree, hash), root);
  trust.judgeEdge(tree);
  const faults: LogFault[] = trust.takeFaults();
  if (!proven) faults.push({ what: "root", path: "checkpoint", reason: "root_mismatch" });
  yield { start: tree.size, entries: [], proven, faults, tree };
}

type Fetched = { path: string; bundle: Uint8Array | undefined; tile: Uint8Array | undefined; width: number };
type Place = { n: number; tree: RebuiltTree; trust: TileTrust; hash: Sha256 };

async function fetchPair(fetchBytes: FetchBytes, n: number, size: number): Promise<Fetched> {
  const width = widthInLog(size, 0, n);
  const [bundle, tile] = await Promise.all([
    fetchBundle(fetchBytes, n, width),
    // The partial tile was read with the edge.
    width < BUNDLE_WIDTH ? undefined : fetchTile(fetchBytes, { level: 0, n, width }),
  ]);
  return { path: tilePath({ level: "entries", n, width }), bundle, tile, width };
}

// A partial bundle may be gone once the full one is there; it is the beginning of it.
async function fetchBundle(fetchBytes: FetchBytes, n: number, width: number): Promise<Uint8Array | undefined> {
  const exact = await fetchBytes(tilePath({ level: "entries", n, width }), MAX_BUNDLE_BYTES);
  if (exact || width === BUNDLE_WIDTH) return exact;
  const full = await fetchBytes(tilePath({ level: "entries", n, width: BUNDLE_WIDTH }), MAX_BUNDLE_BYTES);
  const parsed = full && parseBundle(full, BUNDLE_WIDTH);
  const last = parsed?.ok ? parsed.entries[width - 1] : undefined;
  return full && last ? full.subarray(0, last.byteOffset - full.byteOffset + last.length) : full;
}

/** Checks one bundle and appends its leaves to the tree; the tree stays as it is when nothing tells what they are. */
async function readPiece(fetched: Fetched, { n, tree, trust, hash }: Place): Promise<LogPiece> {
  const { path, width } = fetched;
  const start = tree.size;
  const base = n * BUNDLE_WIDTH;
  const faults: LogFault[] = [];
  const parsed = fetched.bundle && parseBundle(fetched.bundle, width);
  if (!parsed) faults.push({ what: "bundle", path, reason: "missing", index: base });
  else if (!parsed.ok) faults.push({ what: "bundle", path, reason: parsed.reason, index: base + parsed.position });
  const entries = parsed?.ok ? parsed.entries : [];
  const made = parsed?.ok ? entries.map((entry) => leafHash(entry, hash)) : undefined;
  const leaves = await trust.leavesOf({ n, width, tile: fetched.tile, made });
  faults.push(...trust.takeFaults());
  const known = tree.rows[0] ?? [];
  leaves.hashes.forEach((leaf, position) => {
    const [own, before, index] = [made?.[position], known[position], base + position];
    if (own && !equalBytes(own, leaf)) faults.push({ what: "entry", path, reason: "not_in_tree", index });
    if (before && !equalBytes(before, leaf)) faults.push({ what: "entry", path, reason: "changed_since", index });
  });
  const isRight = leaves.proven && faults.every((fault) => fault.what === "tile");
  if (leaves.hashes.length === width) {
    tree.rows[0] = [];
    tree.size = base;
    pushTile(tree, leaves.hashes, leaves.root, hash);
  }
  return { start, entries: isRight ? entries.slice(start - base) : [], proven: isRight, faults, tree };
}

export type ConsistencyAnswer = Verdict<ConsistencyProblem | "tiles_missing">;

/**
 * Whether an older tree is the beginning of the log's tree, by a proof made from the log's tiles. Nothing the log serves is trusted: the
 * proof is held to both roots. Throws only what `fetchBytes` throws. Source: RFC 9162 2.1.4.
 */
export async function checkConsistency(
  fetchBytes: FetchBytes,
  old: { size: number; root: Uint8Array },
  now: { size: number; root: Uint8Array },
  hash: Sha256 = portableSha256,
): Promise<ConsistencyAnswer> {
  const claim = { oldSize: old.size, oldRoot: old.root, newSize: now.size, newRoot: now.root };
  if (old.size === 0 || old.size >= now.size) return verifyConsistency({ ...claim, proof: [] }, hash);
  const tiles = new Map<string, Uint8Array>();
  for (const { level, n } of tilesForConsistency(old.size, now.size)) {
    const data = await fetchTile(fetchBytes, { level, n, width: widthInLog(now.size, level, n) });
    if (data) tiles.set(tileKey(level, n), data);
  }
  try {
    const readNode = nodeReader(now.size, (level, n) => tiles.get(tileKey(level, n)), hash);
    return verifyConsistency({ ...claim, proof: consistencyProof(old.size, now.size, readNode, hash) }, hash);
  } catch (error) {
    // nodeReader's word for a tile that is missing or too short.
    if (error instanceof RangeError) return { ok: false, reason: "tiles_missing" };
    throw error;
  }
}
