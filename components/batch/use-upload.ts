"use client";

import { useEffect, useRef, useState } from "react";
import { limits } from "#lib/domain/limits";
import type { SentError } from "#lib/sent-error";

export type Uploaded = { id: string; rows: number; unreadableRows: number };

export type UploadState =
  | { phase: "idle" }
  | { phase: "sending"; name: string; share: number }
  /** All bytes are there; the server looks through them. */
  | { phase: "checking"; name: string }
  | { phase: "stopped" }
  | { phase: "failed"; error: unknown };

/** Sends a file as it is, with progress: fetch cannot tell how much of a body has gone, XMLHttpRequest can. */
export function useUpload(slug: string, onDone: (uploaded: Uploaded) => void) {
  const [state, setState] = useState<UploadState>({ phase: "idle" });
  const request = useRef<XMLHttpRequest>(undefined);
  useEffect(() => () => request.current?.abort(), []);

  const start = (file: File) => {
    const refused = refuseBefore(file);
    if (refused) return setState({ phase: "failed", error: refused });
    const { name } = file;
    const xhr = new XMLHttpRequest();
    request.current = xhr;
    xhr.open("POST", `/rpc/upload/${encodeURIComponent(slug)}?name=${encodeURIComponent(name)}`);
    xhr.setRequestHeader("x-csrf-token", "orpc");
    xhr.setRequestHeader("content-type", "application/octet-stream");
    xhr.upload.onprogress = ({ loaded, total }) => {
      setState(loaded < total ? { phase: "sending", name, share: loaded / total } : { phase: "checking", name });
    };
    xhr.onload = () => {
      const answer = parse(xhr.responseText);
      if (xhr.status === 201) {
        setState({ phase: "idle" });
        onDone(answer as Uploaded);
      } else setState({ phase: "failed", error: (answer as { error?: unknown } | null)?.error });
    };
    xhr.onerror = () => setState({ phase: "failed", error: { reason: "offline", details: {} } satisfies SentError });
    xhr.onabort = () => setState({ phase: "stopped" });
    setState({ phase: "sending", name, share: 0 });
    xhr.send(file);
  };

  return { state, start, stop: () => request.current?.abort() };
}

/** What is known without sending a byte. */
function refuseBefore(file: File): SentError | undefined {
  if (file.size === 0) return { reason: "batch.file_refused", details: { fault: "empty" } };
  if (file.size <= limits.uploadBytes) return undefined;
  return { reason: "input.too_large", details: { maxBytes: limits.uploadBytes } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
