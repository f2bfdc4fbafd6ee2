import { DetailedError, Upload } from "tus-js-client";
import { api } from "#lib/client";
import { type MediaKind, maxUploadBytes, type UploadPurpose } from "#lib/domain/media";
import type { SentError } from "#lib/sent-error";
import { hashFile } from "./hash-file";

// What is lost at most when a line breaks in the middle of a piece.
const CHUNK_BYTES = 2_097_152;
// What arrives of a piece stays; each costs a request.
const PACK_CHUNK_BYTES = 8_388_608;
const SMALL_BYTES = 1_048_576;
// A server that is started anew is back within these; a longer outage ends in "try again".
const RETRIES_MS = [300, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 30_000, 30_000];

/** `starts`: of a pack, before which byte each file begins. */
export type SendStep = { phase: "hashing" } | { phase: "sending"; sentBytes: number; starts?: readonly number[] };

type SendOptions = {
  project: string;
  purpose: UploadPurpose;
  /** What the project collects. */
  kind: MediaKind | undefined;
  file: File;
  /** Of an upload that was begun earlier: only what is missing is sent. */
  id: string | null;
  /** Says that its parts were hashed already. */
  isHashed?: boolean;
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
export function sendFile(options: SendOptions): Sending {
  const { project, purpose, kind, file, id, isHashed = false, onStep, onId } = options;
  let isStopped = false;
  let hasStarted = false;
  let upload: Upload | undefined;
  let wake: (() => void) | undefined;
  let hashing = new AbortController();
  // A server that takes the last byte puts the file in line; one that died right after it has to be told.
  let isTakenWhole = false;

  async function run(): Promise<string> {
    const refused = refuseBefore(file, maxUploadBytes(purpose, kind));
    if (refused) throw refused;
    const sha256 = isHashed ? null : await hashWhenAllowed();
    return new Promise((resolve, reject) => {
      upload = new Upload(file, {
        endpoint: `${window.location.origin}/rpc/tus`,
        ...(id === null ? {} : { uploadUrl: `${window.location.origin}/rpc/tus/${id}` }),
        headers: { "x-csrf-token": "orpc" },
        metadata: { project, purpose, filename: file.name, ...(sha256 === null ? {} : { sha256 }) },
        chunkSize: purpose === "pack" ? PACK_CHUNK_BYTES : CHUNK_BYTES,
        // One way there and back for a small file, where opening it first would take two.
        uploadDataDuringCreation: file.size <= SMALL_BYTES,
        onAfterResponse: (request) => {
          isTakenWhole = request.getMethod() !== "HEAD";
        },
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
          const done = idOf(upload);
          if (isTakenWhole) resolve(done);
          else void api.upload.finish({ id: done }).then(() => resolve(done), reject);
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
    onStep({ phase: "hashing" });
    for (;;) {
      if (isStopped) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const sha256 = await hashFile(file, hashing.signal).catch((error: unknown) => {
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
      hashing.abort();
      hashing = new AbortController();
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
function refuseBefore(file: File, maxBytes: number): SentError | undefined {
  if (file.size === 0) return { reason: "media.empty", details: {} };
  if (file.size <= maxBytes) return undefined;
  return { reason: "input.too_large", details: { maxBytes } };
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
