import { type ChildProcess, execFileSync } from "node:child_process";
import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { createReadStream, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
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
import { sendPacks } from "../../bin/send-pack";
import { type Figure, timed } from "./report";
import { copyByPrograms, copyFiles, emptyFolder, IMAGE_BYTES, inParallel, writeImages } from "./upload-files";
import { startFront } from "./upload-front";

const AT_ONCE = 8;
const TURNS = 4;
const WARM_FILES = 200;
const DROP_MS = 5_000;
const LINE_BYTES_PER_SECOND = 25_000_000;
const CHUNK_BYTES = 2_097_152;

type Person = { token: string; me: TestCtx };
export type Served = Person & { folder: string; port: number; slug: string; url: string; server: ChildProcess };

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
    return await work({ ...author, folder, port, slug, server, url: opened.url ?? "" });
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
function cpuMs(pid: number = process.pid): number {
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

/** As `assay import` sends them, from the first byte until the server says of each file that it is held under its hash. */
async function sendInPacks(served: Served, paths: readonly string[]): Promise<void> {
  const client = restClient({ url: `http://127.0.0.1:${served.port}`, token: served.token });
  const sender = { client, project: served.slug, retriesMs: [], mayHelp: () => false };
  const { packs } = planPacks(paths.map((path) => ({ path, name: basename(path), sizeBytes: IMAGE_BYTES })));
  await sendPacks(sender, packs, async (_, outcome) => {
    if ("error" in outcome) throw outcome.error;
    if (outcome.refused.size > 0) throw new Error("a file was refused");
  });
}

/** Images of 200 kB in packs by one tus client, each hashed at both ends and flushed to the disk, beside bare copies of the same files with their SHA-256. */
export async function measureUploads(count: number): Promise<Figure[]> {
  return withServer("image", "off", (served) =>
    measureBesideCopies(served, count, {
      name: `images of 200 kB in packs by tus, ${count.toLocaleString("en")} of them`,
      send: (paths) => sendInPacks(served, paths),
    }),
  );
}

/** The same through the production build, whose Next hands each chunk on; only beside the copies, as the work is in two processes. */
export async function measureUploadsByNext(count: number): Promise<Figure[]> {
  return withServer("image", "off", async (served) => {
    const front = await startFront(served);
    const figures = await measureBesideCopies(served, count, {
      name: `images of 200 kB in packs by tus to the production build, ${count.toLocaleString("en")} of them`,
      send: (paths) => sendInPacks({ ...served, port: front.port }, paths),
    }).finally(front.stop);
    return figures.filter(({ unit }) => unit === "per second");
  });
}

/** The same, each file an upload of its own. */
export async function measureUploadsAlone(count: number): Promise<Figure[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const figures = await withServer("image", "off", (served) =>
    measureBesideCopies(served, count, {
      name: `images of 200 kB by tus, ${count.toLocaleString("en")} of them, ${AT_ONCE} at once`,
      send: (paths) => inParallel(paths, AT_ONCE, (path) => sendOne(served, path, agent)),
    }),
  );
  agent.destroy();
  return figures;
}

type Way = { name: string; send(paths: readonly string[]): Promise<void> };

/**
 * Uploading and copying take turns with a part of the files each, and each begins with nothing left to write and what was written before it
 * gone: a disk and a memory that were busy a moment ago would tell more of the order than of the ways.
 */
async function measureBesideCopies(served: Served, count: number, upload: Way): Promise<Figure[]> {
  const { server, folder } = served;
  const { pid = 0 } = server;
  const paths = await writeImages(join(folder, "source"), count);
  const target = join(folder, "copy");
  const copy = (name: string, isDurable: boolean, atOnce: number): Way => ({
    name: `a copy with SHA-256, ${name}`,
    send: (some) => copyFiles(some, target, { isDurable, atOnce }),
  });
  const ways: Way[] = [
    upload,
    { name: "cp, then sha256sum of the copies, none flushed", send: (some) => copyByPrograms(some, target) },
    copy("none flushed, one by one", false, 1),
    copy(`none flushed, ${AT_ONCE} at once`, false, AT_ONCE),
    copy("each flushed, one by one", true, 1),
    copy(`each flushed, ${AT_ONCE} at once`, true, AT_ONCE),
  ];
  const spentMs = new Map<Way, number>();
  const cpu = { server: 0, client: 0 };
  const turn = async (way: Way, some: readonly string[]) => {
    execFileSync("sync");
    const before = [cpuMs(pid), cpuMs()] as const;
    const ms = await timed(() => way.send(some));
    if (way === upload) {
      cpu.server += cpuMs(pid) - before[0];
      cpu.client += cpuMs() - before[1];
    }
    spentMs.set(way, (spentMs.get(way) ?? 0) + ms);
    await emptyFolder(target);
    await emptyUploads(folder);
  };
  const warm = await writeImages(join(folder, "warm"), Math.min(count, WARM_FILES));
  for (const way of ways) await turn(way, warm);
  spentMs.clear();
  Object.assign(cpu, { server: 0, client: 0 });
  const idleBytes = forgetPeak(pid);
  const size = Math.ceil(count / TURNS);
  for (let at = 0; at < TURNS; at += 1) {
    const some = paths.slice(at * size, (at + 1) * size);
    for (let step = 0; step < ways.length; step += 1) await turn(ways[(at + step) % ways.length] as Way, some);
  }
  const rateOf = (way: Way) => count / ((spentMs.get(way) ?? 0) / 1_000);
  const value = rateOf(upload);
  const copies = ways.filter((way) => way !== upload).map((way) => ({ name: way.name, value: rateOf(way) }));
  return [
    ...copies.map((baseline) => ({
      ...{ name: upload.name, value, unit: "per second", baseline },
      target: { text: "at least 80 % of that", met: value >= baseline.value * 0.8 },
    })),
    {
      ...{ name: "CPU of the server for each", value: cpu.server / count, unit: "ms" },
      baseline: { name: "of the client", value: cpu.client / count },
    },
    {
      ...{ name: "memory of the server at its peak", value: memoryBytes(pid, "VmHWM") / 1e6, unit: "MB" },
      baseline: { name: "before", value: idleBytes / 1e6 },
    },
  ];
}

/** The server waits with their checks, and nobody asks for these bytes again. */
async function emptyUploads(folder: string): Promise<void> {
  const uploads = join(folder, "uploads");
  for (const name of await readdir(uploads).catch(() => [])) await rm(join(uploads, name), { recursive: true });
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
