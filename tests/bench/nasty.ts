import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getArchive } from "#lib/services/archive-read";
import { getUpload } from "#lib/services/upload-read";
import { text64 } from "#tests/support/upload";
import { treeBytes } from "./process-tree";
import type { Figure } from "./report";
import { sharedPath } from "./shared-data";
import { type Served, withServer } from "./upload";

const MAX_MB = 512;
const PING_MS = 100;
const POLL_MS = 100;

type Row = { file: string; expected: string };

async function send({ port, token, slug }: Served, file: string, purpose: string, bytes: Buffer): Promise<Response> {
  const metadata = Object.entries({ project: slug, purpose, filename: file }).map(([k, v]) => `${k} ${text64(v)}`);
  return fetch(`http://127.0.0.1:${port}/api/v1/tus`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "tus-resumable": "1.0.0",
      "upload-length": String(bytes.byteLength),
      "upload-metadata": metadata.join(","),
      "content-type": "application/offset+octet-stream",
    },
    body: new Uint8Array(bytes),
  });
}

/** True when anything of a file was taken. */
async function isTaken(served: Served, { file }: Row): Promise<boolean> {
  const purpose = file.startsWith("archive/") ? "archive" : "media";
  const response = await send(served, file, purpose, readFileSync(join(sharedPath("nasty"), file)));
  if (!response.ok) return false;
  const id = response.headers.get("location")?.split("/").at(-1) ?? "";
  for (;;) {
    if (purpose === "media") {
      const { state } = await getUpload(served.me, { id });
      if (state === "ready" || state === "refused") return state === "ready";
    } else {
      const { state, checkingFiles, readyFiles } = await getArchive(served.me, { id });
      if (state === "refused") return false;
      if (state === "ready" && checkingFiles === 0) return readyFiles > 0;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function meets({ expected }: Row, taken: boolean): boolean {
  const must = /^accept/.test(expected) && !/\bor\b/.test(expected);
  return taken ? /accept|re-encode|sanitise/.test(expected) : !must;
}

/** Every image and archive of the given hostile files, one after the other, while somebody else asks the server something ten times a second. */
export async function measureNasty(): Promise<Figure[]> {
  const rows = readFileSync(join(sharedPath("nasty"), "manifest.csv"), "utf8")
    .split("\n")
    .filter((line) => /^(image|archive)\//.test(line))
    .map((line) => line.match(/("[^"]*"|[^,]*)/g)?.filter((cell) => cell !== "") ?? [])
    .map(([file = "", , , , expected = ""]) => ({ file, expected: expected.replaceAll('"', "") }));
  return withServer("image", "on", async (served) => {
    const pid = served.server.pid ?? 0;
    const idle = treeBytes(pid) / 2 ** 20;
    let [peak, pings, failed] = [idle, 0, 0];
    const memory = setInterval(() => {
      peak = Math.max(peak, treeBytes(pid) / 2 ** 20);
    }, POLL_MS);
    const ping = setInterval(async () => {
      pings += 1;
      const url = `http://127.0.0.1:${served.port}/api/v1/tus`;
      const answer = await fetch(url, { method: "OPTIONS" }).catch(() => undefined);
      if (!answer?.ok) failed += 1;
    }, PING_MS);
    const wrong: string[] = [];
    for (const row of rows) if (!meets(row, await isTaken(served, row))) wrong.push(row.file);
    clearInterval(memory);
    clearInterval(ping);
    return [
      {
        name: `hostile images and archives that got what is expected, of ${rows.length}`,
        value: rows.length - wrong.length,
        unit: "files",
        target: { text: wrong.length === 0 ? "all of them" : `all; not ${wrong.join(", ")}`, met: wrong.length === 0 },
      },
      {
        name: "memory of the server and its decoder at its peak, over idle",
        value: peak - idle,
        unit: "MiB",
        baseline: { name: "idle", value: idle },
        target: { text: `at most ${MAX_MB} MiB`, met: peak - idle <= MAX_MB },
      },
      {
        name: `other requests that failed meanwhile, of ${pings}`,
        value: failed,
        unit: "requests",
        target: { text: "none", met: failed === 0 },
      },
    ];
  });
}
