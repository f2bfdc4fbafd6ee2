import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import sharp from "sharp";

export const IMAGE_BYTES = 200_000;

/** Files that are all different, each a JPEG of exactly that size: one picture with a comment of its own. */
export async function writeImages(folder: string, count: number): Promise<string[]> {
  const noise = { type: "gaussian", mean: 128, sigma: 40 } as const;
  const picture = await sharp({ create: { width: 400, height: 300, channels: 3, background: "#888", noise } })
    .jpeg({ quality: 90 })
    .toBuffer();
  const paths: string[] = [];
  await mkdir(folder);
  for (let at = 0; at < count; at += 1) {
    const left = IMAGE_BYTES - picture.byteLength;
    const comments: Buffer[] = [];
    for (let rest = left; rest > 0; ) {
      const size = Math.min(rest, 60_000);
      const head = Buffer.from([0xff, 0xfe, (size - 2) >> 8, (size - 2) & 255]);
      comments.push(head, randomBytes(size - 4));
      rest -= size;
    }
    const path = join(folder, `${at}.jpg`);
    const file = await open(path, "w");
    await file.writeFile(Buffer.concat([picture.subarray(0, 2), ...comments, picture.subarray(2)]));
    await file.close();
    paths.push(path);
  }
  return paths;
}

export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items].reverse();
  const worker = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** What is bare of it: read, hash, write, and flush where `isDurable`. */
export async function copyFiles(
  paths: readonly string[],
  to: string,
  { isDurable, atOnce }: { isDurable: boolean; atOnce: number },
): Promise<void> {
  await mkdir(to);
  await inParallel(paths, atOnce, async (path) => {
    const bytes = await readFile(path);
    createHash("sha256").update(bytes).digest("hex");
    const file = await open(join(to, basename(path)), "w");
    await file.writeFile(bytes);
    if (isDurable) await file.datasync();
    await file.close();
  });
}

/** The same by the programs that everybody has, first all of one, then all of the other. */
export async function copyByPrograms(paths: readonly string[], to: string): Promise<void> {
  await mkdir(to);
  await runProgram("cp", ["-t", to, ...paths]);
  await runProgram(
    "sha256sum",
    paths.map((path) => join(to, basename(path))),
  );
}

async function runProgram(name: string, args: readonly string[]): Promise<void> {
  const child = spawn(name, args, { stdio: ["ignore", "ignore", "inherit"] });
  const code = await new Promise((resolve, reject) => child.once("close", resolve).once("error", reject));
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
}

export function emptyFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}
