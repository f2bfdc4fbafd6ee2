"use client";

import { useEffect, useRef, useState } from "react";
import { type Sending, sendFile } from "#components/media/send-file";
import { api } from "#lib/client";
import type { ReadingChoice } from "#lib/domain/table";

export type Uploaded = { id: string; rows: number; unreadableRows: number };

export type UploadState =
  | { phase: "idle" }
  | { phase: "sending"; name: string; share: number }
  /** All bytes are there; the server looks through them. */
  | { phase: "checking"; name: string }
  | { phase: "stopped" }
  | { phase: "failed"; error: unknown };

/** A file that is sent, or was: the server keeps what it has of it until it is an import. */
type Sent = { file: File; id: string | null; isThere: boolean };

/** Sends a table by tus and opens it. The same file chosen again, after a closed tab or a broken line, goes on where it was. */
export function useUpload(slug: string, onDone: (uploaded: Uploaded) => void) {
  const [state, setState] = useState<UploadState>({ phase: "idle" });
  const sending = useRef<Sending>(undefined);
  const sent = useRef<Sent>(undefined);
  useEffect(() => () => sending.current?.pause(), []);

  const run = async (one: Sent, reading: ReadingChoice) => {
    const { file } = one;
    const { name } = file;
    // Stopped, or another file since: what this one comes to is nobody's business any more.
    const show = (next: UploadState) => sent.current === one && setState(next);
    try {
      if (!one.isThere) {
        show({ phase: "sending", name, share: 0 });
        one.id = await send(one, (share) => show({ phase: "sending", name, share }));
        one.isThere = true;
      }
      show({ phase: "checking", name });
      const opened = await api.batch.open({ id: one.id ?? "", reading });
      if (sent.current !== one) return;
      setState({ phase: "idle" });
      onDone(opened);
    } catch (error) {
      show({ phase: "failed", error });
    }
  };

  const send = async (one: Sent, onShare: (share: number) => void): Promise<string> => {
    const { items } = await api.upload.list({ project: slug, purpose: "table" });
    const begun = items.find(({ fileName, sizeBytes }) => fileName === one.file.name && sizeBytes === one.file.size);
    if (begun?.state === "received") return begun.id;
    sending.current = sendFile({
      ...{ project: slug, purpose: "table", kind: undefined, file: one.file },
      id: begun?.id ?? null,
      onId: (id) => {
        one.id = id;
      },
      onStep: (step) => step.phase === "sending" && onShare(step.sentBytes / Math.max(1, one.file.size)),
    });
    return sending.current.done;
  };

  const start = (file: File) => {
    if (file.size === 0) {
      return setState({ phase: "failed", error: { reason: "batch.file_refused", details: { fault: "empty" } } });
    }
    sent.current = { file, id: null, isThere: false };
    void run(sent.current, {});
  };

  /** The last file once more, read in another way; it is not sent again. */
  const again = (reading: ReadingChoice) => sent.current && void run(sent.current, reading);

  const stop = () => {
    sending.current?.pause();
    const id = sent.current?.id;
    sent.current = undefined;
    setState({ phase: "stopped" });
    if (id) void api.upload.remove({ id }).catch(() => {});
  };

  return { state, start, again, stop };
}
