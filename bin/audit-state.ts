import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { restoreReplay, snapshotReplay } from "#lib/domain/replay-snapshot";
import type { Replay } from "#lib/domain/replay-state";
import type { RebuiltTree } from "#lib/ledger/log-reader-tree";
import { refusal } from "#lib/refusal";

/** What an audit keeps for the next: the last checkpoint it believed, and how far it has read. */
export type AuditState = {
  /** The signed note, as text. */
  checkpoint: string;
  savedAt: string;
  tree: RebuiltTree;
  replay: Replay;
};

const FORMAT = "assay-audit-state/5";
const HASH_BYTES = 32;

type Header = {
  format: string;
  checkpoint: string;
  savedAt: string;
  size: number;
  rows: number[];
  textBytes: number;
  columns: [string, number][];
  sha256: string;
};

/** Where the state of an audit is kept unless a place is named: one file for each log and key. */
export function defaultStateFile(target: string, vkeys: readonly string[]): string {
  const folder = process.env.XDG_STATE_HOME || join(homedir(), ".local", "state");
  const name = createHash("sha256")
    .update([target, ...vkeys].join("\n"))
    .digest("hex")
    .slice(0, 16);
  return join(folder, "assay", `audit-${name}.state`);
}

/** Writes beside the place, flushes, moves there: the file always holds one whole state. Only its owner may read or change it. */
export async function writeState(path: string, state: AuditState): Promise<void> {
  const { text, columns } = snapshotReplay(state.replay);
  const body = [...state.tree.rows.flat(), Buffer.from(text, "utf8"), ...columns.values()];
  const hash = createHash("sha256");
  for (const part of body) hash.update(part);
  const header: Header = {
    format: FORMAT,
    checkpoint: state.checkpoint,
    savedAt: state.savedAt,
    size: state.tree.size,
    rows: state.tree.rows.map((row) => row.length),
    textBytes: Buffer.byteLength(text, "utf8"),
    columns: [...columns].map(([name, bytes]) => [name, bytes.length]),
    sha256: hash.digest("hex"),
  };
  const draft = `${path}.${process.pid}.part`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const file = await open(draft, "w", 0o600);
    try {
      await file.writeFile(`${JSON.stringify(header)}\n`);
      for (const part of body) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    const why = (error as Error).message;
    throw refusal(
      "internal",
      `The state cannot be kept in ${path}: ${why}. Name another place with --state, or --no-state.`,
      error,
    );
  }
}

/** The state in a file; undefined when there is none. Throws a refusal when it is damaged or something else. */
export async function readState(path: string): Promise<AuditState | undefined> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw refusal("input.unreadable", `The state ${path} cannot be read (${error.code}).`, error);
  });
  if (!bytes) return undefined;
  const end = bytes.indexOf(0x0a);
  const header = readHeader(bytes.subarray(0, Math.max(0, end)), path);
  const body = bytes.subarray(end + 1);
  if (createHash("sha256").update(body).digest("hex") !== header.sha256) throw damaged(path);
  let at = 0;
  const take = (length: number) => {
    at += length;
    return body.subarray(at - length, at);
  };
  const rows = header.rows.map((count) => Array.from({ length: count }, () => new Uint8Array(take(HASH_BYTES))));
  const text = new TextDecoder().decode(take(header.textBytes));
  const columns = new Map(header.columns.map(([name, length]) => [name, take(length)]));
  try {
    const replay = restoreReplay({ text, columns });
    return { checkpoint: header.checkpoint, savedAt: header.savedAt, tree: { size: header.size, rows }, replay };
  } catch (error) {
    throw damaged(path, error);
  }
}

/** The checkpoint in a state file, or in a file that is itself a checkpoint: what --since is given. */
export async function readCheckpointOf(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw refusal(
      "input.unreadable",
      `${path} cannot be read (${error.code}). Check the path given to --since.`,
      error,
    );
  });
  if (bytes[0] !== 0x7b) return bytes.toString("utf8");
  return readHeader(bytes.subarray(0, bytes.indexOf(0x0a)), path).checkpoint;
}

function readHeader(line: Buffer, path: string): Header {
  try {
    const header = JSON.parse(line.toString("utf8")) as Header;
    if (header.format === FORMAT) return header;
  } catch {
    // told below
  }
  throw damaged(path);
}

function damaged(path: string, cause?: unknown) {
  return refusal(
    "input.unreadable",
    `${path} is not a state that this version wrote, or it is damaged. Move it away to audit from the first entry on; the checkpoint in its first line is worth keeping.`,
    cause,
  );
}
