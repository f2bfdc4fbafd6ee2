import type { ChildProcess } from "node:child_process";
import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { createReadStream, readFileSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, open, readFile, rm, stat } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import sharp from "sharp";
import { DefaultHttpStack, Upload } from "tus-js-client";
import { hashFile } from "#lib/adapters/hash-file";
import { planPacks } from "#lib/domain/pack";
import { mediaStore } from "#lib/media";
import { createToken } from "#lib/services/token";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { startDropProxy } from "#tests/support/drop-proxy";
import { freePort, killUploadServer, startUploadServer } from "#tests/support/upload-server";
import { restClient } from "../../bin/api-client";
import { sendPack } from "../../bin/send-pack";
import { type Figure, timed } from "./report";

const AT_ONCE = 8;
const PACKS_AT_ONCE = 4;
const IMAGE_BYTES = 200_000;
const WARM_FILES = 100;
const DROP_MS = 5_000;
const LINE_BYTES_PER_SECOND = 25_000_000;
const CHUNK_BYTES = 2_097_152;

type Person = { token: string; me: TestCtx };
export type Served = Person & { folder: string; port: number; slug: string; server: ChildProcess };

/** A server of uploads in a process of its own, on the database that benches run on. With checks off, files wait: only the way in is measured. */
export async function withServer<T>(
  modality: "text" | "image",
  checks: "on" | "off",
  work: (served: Served) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(process.env.BENCH_DIR ?? tmpdir(), "assay-bench-"));
  const opened = await testDb();
  const system = { ...testCtx(opened.db, opened.kind), now: () => new Date() };
  const author = await makePerson({ me: { ...system, media: mediaStore() } });
  const { slug } = await makeProject(system, { modality });
  const port = await freePort();
  const server = await startUploadServer({
    ...{ DATA_DIR: folder, PORT: String(port), CRASH_URL: opened.url ?? "", CHECKS: checks },
    UPLOAD_PERSON_MB: "20000",
  });
  try {
    return await work({ ...author, folder, port, slug, server });
  } finally {
    await killUploadServer(server);
    await opened.close();
    await rm(folder, { recursive: true });
  }
}

/** Somebody new. */
async function makePerson({ me }: Pick<Person, "me">): Promise<Person> {
  const person = as(me, await makeUser(me));
  const { secret } = await createToken(person, { name: "b", scopes: ["read", "contribute"], expiresInDays: 1 });
  return { token: secret, me: person };
}

/** Files that are all different, each a JPEG of exactly that size: one picture with a comment of its own. */
async function writeImages(folder: string, count: number): Promise<string[]> {
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

async function inParallel<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items].reverse();
  const worker = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** What is bare of it: read, hash, write, and flush where `isDurable`. */
async function copyFiles(paths: readonly string[], to: string, isDurable: boolean, atOnce: number): Promise<number> {
  await mkdir(to);
  const ms = await timed(() =>
    inParallel(paths, atOnce, async (path) => {
      const bytes = await readFile(path);
      createHash("sha256").update(bytes).digest("hex");
      const file = await open(join(to, path.split("/").at(-1) ?? ""), "w");
      await file.writeFile(bytes);
      if (isDurable) await file.datasync();
      await file.close();
    }),
  );
  await rm(to, { recursive: true });
  return ms;
}

function memoryBytes(pid: number, field: "VmRSS" | "VmHWM"): number {
  const line = readFileSync(`/proc/${pid}/status`, "utf8")
    .split("\n")
    .find((one) => one.startsWith(field));
  return Number(line?.match(/\d+/)?.[0]) * 1_024;
}

/** Begins a new peak; answers with what is used now. */
function forgetPeak(pid: number): number {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
  return memoryBytes(pid, "VmRSS");
}

// What /proc counts in.
const TICK_MS = 10;

/** User and system time of a process so far. */
function cpuMs(pid = 0): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

async function sendOne(served: Served, path: string, agent: Agent): Promise<void> {
  const bytes = await readFile(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await new Promise<void>((resolve, reject) => {
    new Upload(bytes, {
      endpoint: `http://127.0.0.1:${served.port}/api/v1/tus`,
      headers: { authorization: `Bearer ${served.token}` },
      metadata: { project: served.slug, filename: path.split("/").at(-1) ?? "", sha256 },
      httpStack: new DefaultHttpStack({ agent }),
      uploadDataDuringCreation: true,
      retryDelays: [],
      onError: reject,
      onSuccess: () => resolve(),
    }).start();
  });
}

/** The same by packs, from the first byte until the server says of each file that it is held under its hash. */
async function sendPacks(served: Served, paths: readonly string[]): Promise<void> {
  const client = restClient({ url: `http://127.0.0.1:${served.port}`, token: served.token });
  const sender = { client, project: served.slug, retriesMs: [], mayHelp: () => false };
  const files = paths.map((path) => ({ path, name: basename(path), sizeBytes: IMAGE_BYTES }));
  const { packs } = planPacks(files);
  await inParallel(packs, PACKS_AT_ONCE, async (pack) => {
    const { refused } = await sendPack(sender, pack);
    if (refused.size > 0) throw new Error("a file was refused");
  });
}

/** Images of 200 kB by one tus client, each hashed at both ends and flushed to the disk, beside a bare copy of the same files with their SHA-256. */
export async function measureUploads(count: number): Promise<Figure[]> {
  return withServer("image", "off", async (served) => {
    const paths = await writeImages(join(served.folder, "source"), count);
    const copy = (isDurable: boolean, atOnce: number) =>
      copyFiles(paths, join(served.folder, "copy"), isDurable, atOnce);
    await copy(false, AT_ONCE);
    const cached = count / ((await copy(false, 1)) / 1000);
    const durable = count / ((await copy(true, 1)) / 1000);
    const durableAtOnce = count / ((await copy(true, AT_ONCE)) / 1000);
    const warm = await writeImages(join(served.folder, "warm"), WARM_FILES);
    const many = `${count.toLocaleString("en")} of them`;
    const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
    const oneByOne = await measureWay(
      served,
      `images of 200 kB by tus, ${many}, ${AT_ONCE} at once`,
      warm,
      paths,
      (some) => inParallel(some, AT_ONCE, (path) => sendOne(served, path, agent)),
    );
    agent.destroy();
    const other = await makePerson(served);
    const packed = await measureWay(served, `the same by packs, ${PACKS_AT_ONCE} at once`, warm, paths, (some) =>
      sendPacks({ ...served, ...other }, some),
    );
    return [oneByOne, packed].flatMap(({ name, perSecond, costs }) => [
      ...[
        { name: "a copy with SHA-256, each flushed, one by one", value: durable },
        { name: `the same, ${AT_ONCE} at once`, value: durableAtOnce },
        { name: "a copy with SHA-256, none flushed", value: cached },
      ].map((baseline) => ({
        ...{ name, value: perSecond, unit: "per second", baseline },
        target: { text: "at least 80 % of that", met: perSecond >= baseline.value * 0.8 },
      })),
      ...costs,
    ]);
  });
}

type Way = { name: string; perSecond: number; costs: Figure[] };

/** How fast files go that way, and what each of them costs; `warm` go before. */
async function measureWay(
  { server: { pid = 0 } }: Served,
  name: string,
  warm: readonly string[],
  paths: readonly string[],
  send: (paths: readonly string[]) => Promise<void>,
): Promise<Way> {
  await send(warm);
  const idleBytes = forgetPeak(pid);
  const before = [cpuMs(pid), cpuMs(process.pid)];
  const ms = await timed(() => send(paths));
  const [server = 0, client = 0] = [cpuMs(pid), cpuMs(process.pid)].map(
    (after, at) => (after - (before[at] ?? 0)) / paths.length,
  );
  const costs: Figure[] = [
    {
      name: "CPU of the server for each",
      value: server,
      unit: "ms",
      baseline: { name: "of the client", value: client },
    },
    {
      ...{ name: "memory of the server at its peak", value: memoryBytes(pid, "VmHWM") / 1e6, unit: "MB" },
      baseline: { name: "before", value: idleBytes / 1e6 },
    },
  ];
  return { name, perSecond: paths.length / (ms / 1000), costs };
}

async function writeNoise(path: string, sizeBytes: number): Promise<string> {
  const stream = createCipheriv("aes-256-ctr", randomBytes(32), randomBytes(16));
  const zeros = Buffer.alloc(4_194_304);
  const hash = createHash("sha256");
  const file = await open(path, "w");
  for (let left = sizeBytes; left > 0; left -= zeros.byteLength) {
    const bytes = stream.update(zeros.subarray(0, Math.min(left, zeros.byteLength)));
    hash.update(bytes);
    await file.writeFile(bytes);
  }
  await file.close();
  return hash.digest("hex");
}

/** One large file over a line that breaks every five seconds. */
export async function measureDrops(sizeBytes: number): Promise<Figure[]> {
  return withServer("text", "off", async (served) => {
    const path = join(served.folder, "large.csv");
    const sha256 = await writeNoise(path, sizeBytes);
    const line = await startDropProxy({
      port: served.port,
      everyMs: DROP_MS,
      bytesPerSecond: LINE_BYTES_PER_SECOND,
    });
    let id = "";
    const ms = await timed(
      () =>
        new Promise<void>((resolve, reject) => {
          const upload = new Upload(createReadStream(path), {
            endpoint: `http://127.0.0.1:${line.port}/api/v1/tus`,
            headers: { authorization: `Bearer ${served.token}` },
            metadata: { project: served.slug, purpose: "table", filename: "large.csv", sha256 },
            uploadSize: sizeBytes,
            chunkSize: CHUNK_BYTES,
            retryDelays: Array.from({ length: 100 }, () => 300),
            onError: reject,
            onSuccess: () => {
              id = upload.url?.split("/").at(-1) ?? "";
              resolve();
            },
          });
          upload.start();
        }),
    );
    line.close();
    const arrived = join(served.folder, "uploads", id);
    const isSame = (await stat(arrived)).size === sizeBytes && (await hashFile(arrived)) === sha256;
    const again = line.upBytes - sizeBytes;
    return [
      {
        name: `a file of ${sizeBytes.toLocaleString("en")} bytes over a line that broke ${line.drops} times`,
        value: sizeBytes / (ms / 1000) / 1e6,
        unit: "MB per second",
        baseline: { name: "the line itself", value: LINE_BYTES_PER_SECOND / 1e6 },
        target: { text: "arrives with the same SHA-256", met: isSame },
      },
      {
        name: "bytes sent beyond the file's own, headers and pieces sent again",
        value: again,
        unit: "bytes",
        target: {
          text: "at most a piece for each break",
          met: again <= line.drops * CHUNK_BYTES + (sizeBytes / CHUNK_BYTES) * 1_000 + 1_000_000,
        },
      },
    ];
  });
}
