/** What the worker is asked, and what it answers. */
export type HashAsk = { id: number; file: Blob } | { stop: number };
export type HashAnswer = { id: number } & ({ sha256: string } | { failed: "stopped" | "unreadable" });

type Waiting = { resolve: (sha256: string) => void; reject: (error: unknown) => void };

let worker: Worker | undefined;
const waiting = new Map<number, Waiting>();
let lastId = 0;

/** SHA-256 of a file in hex, computed in a worker: the page stays quick however large the file is. Rejects with an AbortError once `signal` says so. */
export function hashFile(file: Blob, signal: AbortSignal): Promise<string> {
  lastId += 1;
  const id = lastId;
  const hasher = open();
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    const tell = (ask: HashAsk) => hasher.postMessage(ask);
    if (signal.aborted) return fail(id, new DOMException("stopped", "AbortError"));
    signal.addEventListener("abort", () => tell({ stop: id }), { once: true });
    tell({ id, file });
  });
}

function open(): Worker {
  if (worker) return worker;
  worker = new Worker(new URL("./hash-worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<HashAnswer>) => {
    if ("failed" in data) {
      const isStopped = data.failed === "stopped";
      fail(data.id, isStopped ? new DOMException("stopped", "AbortError") : new Error("the file cannot be read"));
      return;
    }
    waiting.get(data.id)?.resolve(data.sha256);
    waiting.delete(data.id);
  };
  worker.onerror = () => {
    for (const id of [...waiting.keys()]) fail(id, new Error("the worker failed"));
    worker = undefined;
  };
  return worker;
}

function fail(id: number, error: unknown): void {
  waiting.get(id)?.reject(error);
  waiting.delete(id);
}
