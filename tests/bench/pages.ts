import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import autocannon from "autocannon";
import type { Figure } from "./report";

const PORT = 3180;
const SECONDS = 5;
const CLIENTS = 10;
const START_MS = 180_000;
const base = `http://localhost:${PORT}`;

const pages = {
  landing: "/en",
  project: "/en/projects/everyday-zh-tw",
  leaderboard: "/en/leaderboard",
  ledger: "/en/ledger",
};
/** A page of ours that is prerendered at build time and never again: what Next itself can do. */
const STATIC_PAGE = "/en/docs";
const TILE_BYTES = 256 * 32;

async function load(path: string): Promise<{ perSecond: number; p95: number }> {
  const warm = await fetch(base + path);
  if (!warm.ok) throw new Error(`${path} answers ${warm.status}`);
  const result = await autocannon({ url: base + path, connections: CLIENTS, duration: SECONDS });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${path}: ${result.non2xx} refusals, ${result.errors} errors`);
  return { perSecond: result.requests.average, p95: result.latency.p97_5 };
}

/** Requests per second of the public pages on the production build with the demo's data, beside a static page of the same build. */
export async function measurePages(): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "assay-bench-"));
  const server = spawn(process.execPath, ["bin/start.mjs"], {
    env: { ...process.env, PORT: String(PORT), DATA_DIR: dataDir, DATABASE_URL: "", LOG_LEVEL: "warn" },
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  try {
    await untilReady();
    const bare = await load(STATIC_PAGE);
    const figures: Figure[] = [];
    for (const [name, path] of Object.entries(pages)) {
      const { perSecond, p95 } = await load(path);
      figures.push({
        name: `${name} page`,
        value: perSecond,
        unit: "requests per second",
        baseline: { name: "static page", value: bare.perSecond },
        target: { text: "half the static page's rate or better", met: perSecond >= bare.perSecond / 2 },
      });
      figures.push({
        name: `${name} page, 97.5th percentile, ${CLIENTS} clients`,
        value: p95,
        unit: "ms",
        baseline: { name: "static page", value: bare.p95 },
      });
    }
    return [...figures, ...(await measureTiles())];
  } finally {
    server.kill("SIGTERM");
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** A full tile of the log, beside two things that Next made at build time: a small route, and a file of about a tile's size. */
async function measureTiles(): Promise<Figure[]> {
  const { perSecond } = await load("/log/tile/0/000");
  const figure = { name: "a full tile of the log", value: perSecond, unit: "requests per second" };
  const route = await load("/icon.svg");
  const file = await load(await fileOfTileSize());
  return [
    { ...figure, baseline: { name: "static route", value: route.perSecond } },
    { ...figure, baseline: { name: "static file of a tile's size", value: file.perSecond } },
  ];
}

/** Address of the built script whose size is nearest to a tile's. */
async function fileOfTileSize(): Promise<string> {
  const folder = ".next/static/chunks";
  const names = (await readdir(folder)).filter((name) => name.endsWith(".js"));
  const sizes = await Promise.all(
    names.map(async (name) => ({ name, off: Math.abs((await stat(join(folder, name))).size - TILE_BYTES) })),
  );
  const [nearest] = sizes.sort((one, other) => one.off - other.off);
  if (!nearest) throw new Error(`${folder} holds no script: the build comes first`);
  return `/_next/static/chunks/${nearest.name}`;
}

async function untilReady(): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    const health = await fetch(`${base}/api/health`).catch(() => undefined);
    if (health?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`the server did not get ready within ${START_MS / 1000} s`);
}
