import { DetailedError, Upload } from "tus-js-client";
import { api } from "#lib/client";
import { limits } from "#lib/domain/limits";
import type { SentError } from "#lib/sent-error";
import { hashFile } from "./hash-file";

// What is lost at most when a line breaks in the middle of a piece.
const CHUNK_BYTES = 2_097_152;
// A server that is started anew is back within these; a longer outage ends in "try again".
const RETRIES_MS = [300, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 30_000, 30_000];

export type SendStep = { phase: "hashing" } | { phase: "sending"; sentBytes: number };

type SendOptions = {
  project: string;
  file: File;
  /** Of an upload that was begun earlier: only what is missing is sent. */
  id: string | null;
  onStep: (step: SendStep) => void;
  onId: (id: string) => void;
};

export type Sending = {
  /** Resolves with the upload's id once all bytes are at the server; rejects with a SentError. Never settles while stopped. */
  done: Promise<string>;
  pause(): void;
  resume(): void;
};

/** Sends one file by tus, hashing it first; goes on by itself after a broken line or a restarted server. */
export function sendFile({ project, file, id, onStep, onId }: SendOptions): Sending {
  let isStopped = false;
  let hasStarted = false;
  let upload: Upload | undefined;
  let wake: (() => void) | undefined;

  async function run(): Promise<string> {
    const refused = refuseBefore(file);
    if (refused) throw refused;
    onStep({ phase: "hashing" });
    const sha256 = await hashWhenAllowed();
    return new Promise((resolve, reject) => {
      upload = new Upload(file, {
        endpoint: `${window.location.origin}/rpc/tus`,
        ...(id === null ? {} : { uploadUrl: `${window.location.origin}/rpc/tus/${id}` }),
        headers: { "x-csrf-token": "orpc" },
        metadata: { project, filename: file.name, sha256 },
        chunkSize: CHUNK_BYTES,
        retryDelays: RETRIES_MS,
        // Files that wait are kept by ourselves, with their bytes.
        storeFingerprintForResuming: false,
        onUploadUrlAvailable: () => {
          onId(idOf(upload));
          if (isStopped) void upload?.abort();
        },
        onProgress: (sentBytes) => onStep({ phase: "sending", sentBytes }),
        onShouldRetry: (error) => mayHelp(error),
        onSuccess: () => {
          // The last byte says so by itself, unless the server died right after it.
          void api.image.finish({ id: idOf(upload) }).then(({ id: done }) => resolve(done), reject);
        },
        onError: (error) => reject(sentErrorOf(error)),
      });
      if (!isStopped) start();
    });
  }

  function start(): void {
    if (!upload) return;
    hasStarted = true;
    upload.start();
  }

  async function hashWhenAllowed(): Promise<string> {
    for (;;) {
      if (isStopped) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const sha256 = await hashFile(file, () => isStopped).catch((error: unknown) => {
        if (error instanceof DOMException && error.name === "AbortError") return null;
        // The file was moved or its device is gone.
        throw { reason: "media.unreadable", details: {} } satisfies SentError;
      });
      if (sha256 !== null) return sha256;
    }
  }

  return {
    done: run(),
    pause: () => {
      isStopped = true;
      // An upload that is just being opened is let come into being: cut off, it would stay at the server without anyone knowing it.
      if (upload?.url) void upload.abort();
    },
    resume: () => {
      const isOpening = upload !== undefined && !upload.url && hasStarted;
      isStopped = false;
      wake?.();
      if (!isOpening) start();
    },
  };
}

/** What is known without sending a byte. */
function refuseBefore(file: File): SentError | undefined {
  if (file.size === 0) return { reason: "media.empty", details: {} };
  if (file.size <= limits.imageBytes) return undefined;
  return { reason: "input.too_large", details: { maxBytes: limits.imageBytes } };
}

function idOf(upload: Upload | undefined): string {
  return upload?.url?.split("/").at(-1) ?? "";
}

function statusOf(error: Error | DetailedError): number {
  return error instanceof DetailedError ? (error.originalResponse?.getStatus() ?? 0) : 0;
}

/** A refusal stays one; what is locked, limited or broken may be better in a while. */
function mayHelp(error: Error | DetailedError): boolean {
  const status = statusOf(error);
  if (status === 409 || status === 423) return reasonIn(error) === undefined;
  return status < 400 || status === 429 || status >= 500;
}

function reasonIn(error: Error | DetailedError): SentError | undefined {
  try {
    const body = error instanceof DetailedError ? error.originalResponse?.getBody() : undefined;
    const told = body ? (JSON.parse(body) as { error?: SentError }).error : undefined;
    return told?.reason ? { reason: told.reason, details: told.details ?? {} } : undefined;
  } catch {
    return undefined;
  }
}

function sentErrorOf(error: Error | DetailedError): SentError {
  return reasonIn(error) ?? { reason: statusOf(error) === 0 ? "offline" : "internal", details: {} };
}
