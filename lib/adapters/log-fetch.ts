import { tilePath } from "#lib/ledger/tile";
import { refusal } from "#lib/refusal";
import type { LogToExport } from "./log-export";

const TIMEOUT_MS = 30_000;

/** A running server's public log, to be copied; any server that serves C2SP tlog-tiles below `/log`. */
export async function fetchLog(url: string): Promise<LogToExport> {
  const base = `${url.replace(/\/+$/, "")}/log`;
  const vkeys = await read(`${base}/vkey`).then(
    (bytes) => Buffer.from(bytes).toString("utf8").split("\n").filter(Boolean),
    () => [],
  );
  return {
    note: Buffer.from(await read(`${base}/checkpoint`)).toString("utf8"),
    vkeys,
    readTile: (wanted) => read(`${base}/${tilePath(wanted)}`),
  };
}

async function read(address: string): Promise<Uint8Array> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: Error) => {
    throw refusal("input.invalid", `${address} cannot be reached: ${error.message}.`, error);
  });
  if (!answer.ok) throw refusal("input.invalid", `${address} answered ${answer.status}: is it a log, and published?`);
  return new Uint8Array(await answer.arrayBuffer());
}
