import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { cosign } from "#lib/ledger/cosignature";
import { toHex } from "#lib/ledger/hex";
import { addSignatures, formatNote, formatSignatureLine } from "#lib/ledger/note";
import { encodeUtf8 } from "#lib/ledger/utf8";
import { formatVerifierKey, type SignerKey } from "#lib/ledger/vkey";
import { type Judge, judgeRequest, type WatchedLog, type WitnessVerdict } from "./witness-judge";
import type { WitnessMemory } from "./witness-state";

export type Witness = {
  signer: SignerKey;
  logs: readonly WatchedLog[];
  memory: WitnessMemory;
  now(): Date;
  sha256: Judge["sha256"];
  ed25519: Judge["ed25519"];
  /** Told of every verdict on a request, after it was acted upon. */
  onVerdict?(verdict: WitnessVerdict): void;
  /** Told of what nobody foresaw, such as a full disk. */
  onError?(error: unknown): void;
};

// 63 hashes and 16 signatures of the largest kind known are 88 kB.
const MAX_BODY_BYTES = 256 * 1024;
const MAX_CONNECTIONS = 256;

type Answer = { status: number; type?: string; body: string; headers?: Record<string, string> };

/** A witness over HTTP, C2SP tlog-witness v1.0.0: `POST /add-checkpoint`, and `GET /<origin hash>/checkpoint` for those who compare. */
export function witnessServer(witness: Witness): Server {
  const inTurn = queue();
  // A body that stalls is cut at its limit, and not whenever the next look comes along.
  const server = createServer({ connectionsCheckingInterval: 1_000 }, async (request, response) => {
    try {
      send(response, await answer(witness, request, inTurn));
    } catch (error) {
      // A client that left in the middle of its request is nobody's fault.
      if (!request.complete) return response.destroy();
      witness.onError?.(error);
      send(response, { status: 500, body: "the witness cannot work at the moment\n" });
    }
  });
  server.headersTimeout = 5_000;
  server.requestTimeout = 10_000;
  server.keepAliveTimeout = 65_000;
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

async function answer(witness: Witness, request: IncomingMessage, inTurn: Queue): Promise<Answer> {
  const path = (request.url ?? "").split("?")[0] ?? "";
  if (path === "/add-checkpoint") {
    if (request.method !== "POST") return notAllowed("POST");
    const body = await readBody(request);
    if (!body) {
      // What is still coming is not read: the connection ends here.
      const headers = { Connection: "close" };
      return { status: 413, body: `the request is longer than ${MAX_BODY_BYTES} bytes\n`, headers };
    }
    return inTurn(() => addCheckpoint(witness, body));
  }
  if (request.method !== "GET" && request.method !== "HEAD") return notAllowed("GET, HEAD");
  if (path === "/") return { status: 200, body: `${formatVerifierKey(witness.signer)}\n` };
  const shown = witness.memory.origins().find((origin) => path === checkpointPath(origin, witness.sha256));
  const note = shown === undefined ? undefined : witness.memory.latest(shown)?.note;
  return note ? { status: 200, body: note } : { status: 404, body: "there is nothing here\n" };
}

/** Check and store as one: only ever one request at a time comes here. The cosignature leaves once its checkpoint is on the disk. */
async function addCheckpoint(witness: Witness, body: Uint8Array): Promise<Answer> {
  const { memory, sha256, ed25519, logs, signer } = witness;
  const verdict = judgeRequest(body, {
    logs,
    sha256,
    ed25519,
    latest: (origin) => memory.latest(origin)?.checkpoint,
  });
  if (verdict.status !== 200) {
    witness.onVerdict?.(verdict);
    if (verdict.status === 409) return { status: 409, type: "text/x.tlog.size", body: `${verdict.size}\n` };
    return { status: verdict.status, body: `${verdict.reason}\n` };
  }
  const timeS = Math.floor(witness.now().getTime() / 1000);
  const line = cosign(verdict.note.text, timeS, signer, ed25519);
  await memory.store(formatNote(addSignatures(verdict.note, [line])));
  witness.onVerdict?.(verdict);
  return { status: 200, body: formatSignatureLine(line) };
}

/** Where a log's newest cosigned checkpoint is shown. */
export function checkpointPath(origin: string, sha256: Judge["sha256"]): string {
  return `/${toHex(sha256(encodeUtf8(origin)))}/checkpoint`;
}

type Queue = <T>(work: () => Promise<T>) => Promise<T>;

function queue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** The whole body, or undefined when it is too long. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += (chunk as Buffer).length;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function notAllowed(allow: string): Answer {
  return { status: 405, body: `only ${allow} here\n`, headers: { Allow: allow } };
}

function send(response: ServerResponse, { status, type = "text/plain; charset=utf-8", body, headers }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const length = Buffer.byteLength(body);
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": length,
    "Cache-Control": "no-store",
    ...headers,
  });
  response.end(response.req.method === "HEAD" ? undefined : body);
}
