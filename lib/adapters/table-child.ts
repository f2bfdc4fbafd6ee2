import { type ChildProcess, fork } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Table, TableFile } from "#lib/domain/adapter";
import { limits } from "#lib/domain/limits";
import type { FileFault, ReadingChoice } from "#lib/domain/table";
import { isWord } from "./table-binary";
import { readWireRows } from "./table-child-rows";
import { fileFault } from "./table-fault";
import type { ChildMessage, Opened, OpenMessage, RangeAnswer, RangeRequest } from "./table-wire";

type BinaryFormat = OpenMessage["kind"];

const HEAP_MB = 256;
const MEMORY_BYTES = 448 * 1_048_576;
const MEMORY_MS = 100;
const PAGE_BYTES = 4_096;
const unreadable = { xlsx: "broken_workbook", parquet: "broken_parquet", pdf: "broken_document" } as const;

/**
 * Reads a workbook or a Parquet file in a child process: a file that crashes it, keeps it silent or eats its memory costs that process and
 * is refused. The child asks for the bytes it wants, so that nothing is copied and the store may be anywhere.
 */
export async function openChildTable(file: TableFile, format: BinaryFormat, choice: ReadingChoice): Promise<Table> {
  const child = start();
  const fault = isWord(file.name) ? "broken_document" : unreadable[format];
  const served = { failure: undefined as unknown };
  child.on("message", (message: ChildMessage) => {
    if (!("range" in message)) return;
    void readRange(file, message.range).then(
      (bytes) => answer(child, { bytes }),
      (error: unknown) => {
        served.failure = error;
        answer(child, { failure: "the store failed" });
      },
    );
  });
  const stop = () => void child.kill("SIGKILL");
  watchMemory(child, stop);
  /** What the store said goes before what the child made of it. */
  const fail = (error: unknown): unknown => served.failure ?? error;
  try {
    const { sheet, split } = choice;
    const isDocument = isWord(file.name);
    const opened = await ask(child, { kind: format, sizeBytes: file.sizeBytes, sheet, split, isDocument }, fault);
    const { columns: named, ...found } = opened;
    const reading = { ...found, encoding: null, delimiter: null };
    const lines = child.stdout as Readable;
    const source = { lines, stop, fail, fault };
    const table = await readWireRows(source, named, choice.header);
    return {
      reading: { ...reading, header: table.header },
      columns: table.columns,
      readBytes: table.readBytes,
      rows: table.rows,
    };
  } catch (error) {
    stop();
    throw fail(error);
  }
}

function start(): ChildProcess {
  const program = join(/* turbopackIgnore: true */ process.cwd(), "bin/table-worker.ts");
  const child = fork(/* turbopackIgnore: true */ program, [], {
    execArgv: ["--import", "tsx", `--max-old-space-size=${HEAP_MB}`],
    env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, NODE_ENV: "production", MALLOC_ARENA_MAX: "2" },
    stdio: ["ignore", "pipe", "ignore", "ipc"],
    serialization: "advanced",
  });
  // A message to a child that has just died is nobody's fault; its end is seen where its rows are read.
  child.on("error", () => {});
  return child;
}

/** What a decoder holds outside of the heap no option of Node limits: where the system tells how much that is, too much ends the child. */
function watchMemory(child: ChildProcess, stop: () => void): void {
  const timer = setInterval(() => {
    readFile(/* turbopackIgnore: true */ `/proc/${child.pid}/statm`, "utf8").then(
      (said) => {
        if (Number(said.split(" ")[1]) * PAGE_BYTES > MEMORY_BYTES) stop();
      },
      () => clearInterval(timer),
    );
  }, MEMORY_MS);
  timer.unref();
  child.once("exit", () => clearInterval(timer));
}

function answer(child: ChildProcess, message: RangeAnswer): void {
  if (child.connected) child.send(message, () => {});
}

function ask(child: ChildProcess, request: OpenMessage, fault: FileFault): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const died = () => settle(() => reject(fileFault(fault, { died: true })));
    const timer = setTimeout(died, limits.tableSilenceMs);
    const onMessage = (message: ChildMessage) => {
      if ("range" in message) return;
      settle(() => {
        if ("opened" in message) resolve(message.opened);
        else if ("fault" in message) reject(fileFault(message.fault, message.details));
        else reject(fileFault(fault));
      });
    };
    function settle(end: () => void) {
      clearTimeout(timer);
      child.off("message", onMessage).off("exit", died).off("error", died);
      end();
    }
    child.on("message", onMessage).once("exit", died).once("error", died);
    child.send(request, (error) => {
      if (error) died();
    });
  });
}

/** Bytes of a file from one place to another; fewer where it ends before. */
async function readRange(file: TableFile, { from, to }: RangeRequest): Promise<Uint8Array> {
  const wanted = to - from;
  if (!(wanted >= 0 && wanted <= limits.parquetPageBytes * 2)) throw new Error("a range of that size is never read");
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  if (wanted === 0) return new Uint8Array();
  for await (const chunk of file.read(from)) {
    parts.push(chunk);
    sizeBytes += chunk.byteLength;
    if (sizeBytes >= wanted) break;
  }
  return Buffer.concat(parts).subarray(0, wanted);
}
