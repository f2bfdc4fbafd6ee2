import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import type { SeenAnchors } from "#lib/adapters/anchor-reader";

const FORMAT = "assay-audit-anchors/1";
const count = z.int().nonnegative();
const hash = z.string().regex(/^0x[0-9a-f]{64}$/);

const fileSchema = z.strictObject({
  format: z.literal(FORMAT),
  chainId: count,
  contract: z.string(),
  from: count,
  block: count,
  events: z.array(
    z.strictObject({
      size: count,
      root: hash,
      oldSize: count,
      noteHash: hash,
      txHash: hash,
      block: count,
      blockHash: hash,
    }),
  ),
});

/** What the last audit read of a chain; undefined when there is none, or it cannot be read: then the chain is read whole, which is as good. */
export async function readSeen(path: string): Promise<SeenAnchors | undefined> {
  const text = await readFile(path, "utf8").catch(() => "null");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { format: _, ...seen } = parsed.data;
  return seen;
}

/** Beside its place and moved there, so that the file is whole. Only its owner may read or change it. */
export async function writeSeen(path: string, seen: SeenAnchors): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(draft, `${JSON.stringify({ format: FORMAT, ...seen })}\n`, { mode: 0o600 });
  await rename(draft, path);
}
