import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, normalize } from "node:path";
import { canonicalBytes } from "#lib/ledger/canonical";
import { formatVerifierKey } from "#lib/ledger/vkey";
import { act, startHistory } from "#tests/support/audit-history";
import { folderPut, logWriter } from "#tests/support/audit-log";
import { testSigner } from "#tests/support/log";
import type { Figure } from "./report";

type Report = { verdict: string; done: number; seconds: number; peakBytes: number };

/**
 * `assay audit` of a valid log of so many entries, by HTTP from a plain file server in this process; the baseline is what the same
 * entries take to be hashed and read as JSON alone.
 */
export async function measureAudit(entries: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "assay-audit-"));
  try {
    const bareSeconds = makeLog(join(folder, "log"), entries);
    const server = await serveFolder(folder);
    const { port } = server.address() as AddressInfo;
    const report = await runAudit(`http://127.0.0.1:${port}`, join(folder, "report.json"));
    server.close();
    if (report.verdict !== "sound") throw new Error(`the audit says ${report.verdict}`);
    const minutes = ((report.seconds / report.done) * 1_000_000) / 60;
    const megabytes = report.peakBytes / 1_048_576;
    return [
      {
        name: `audit of ${report.done.toLocaleString("en")} entries`,
        value: report.done / report.seconds,
        unit: "entries per second",
        baseline: { name: "JSON.parse and SHA-256 alone", value: report.done / bareSeconds },
        target: { text: "1,000,000 in under 3 minutes", met: minutes < 3 },
      },
      {
        name: "memory at its highest",
        value: megabytes,
        unit: "MB",
        target: { text: "under 300 MB", met: megabytes < 300 },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes a log; returns the seconds that parsing and hashing its entries took. */
function makeLog(folder: string, entries: number): number {
  const writer = logWriter(folderPut(folder));
  let bareMs = 0;
  const history = startHistory({
    seed: 7,
    people: 5_000,
    reviewers: 300,
    projects: 20,
    emit: (body) => {
      const bytes = canonicalBytes(body);
      const started = performance.now();
      JSON.parse(Buffer.from(bytes).toString("utf8"));
      writer.add(bytes);
      bareMs += performance.now() - started;
    },
  });
  while (history.count < entries) act(history);
  writer.publish();
  return bareMs / 1_000;
}

function serveFolder(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    try {
      response.end(readFileSync(join(folder, normalize(new URL(request.url ?? "/", "http://x").pathname))));
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function runAudit(url: string, report: string): Promise<Report> {
  const vkey = formatVerifierKey(testSigner());
  const args = [
    "--import",
    "tsx",
    "bin/assay.ts",
    "audit",
    url,
    "--vkey",
    vkey,
    "--json",
    report,
    "--state",
    `${report}.state`,
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  return new Promise((resolve, reject) => {
    child.on("exit", () => {
      try {
        resolve(JSON.parse(readFileSync(report, "utf8")) as Report);
      } catch (error) {
        reject(error);
      }
    });
  });
}
