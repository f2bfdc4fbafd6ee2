import { api } from "#lib/client";
import { readSentError, type SentError } from "#lib/sent-error";
import { dropFile, keepFile, listFiles } from "./file-shelf";
import { type Sending, sendFile } from "./send-file";

export type Transfer = {
  key: string;
  /** Of the upload at the server, once it has begun. */
  id: string | null;
  name: string;
  sizeBytes: number;
  sentBytes: number;
  phase: "waiting" | "hashing" | "sending" | "paused" | "failed";
  error: SentError | null;
  /** Shows the picture before the server has one. */
  previewUrl: string;
};

/** An upload that the server has a part of. */
type Begun = { id: string; fileName: string; sizeBytes: number };

type Running = Transfer & { file: File; sending: Sending | null };

// Enough to fill a line whose answers take their time, without starving the page itself.
const AT_ONCE = 3;

/** Files on their way from this tab to one project: some at once, the others in line; each can be paused, and each survives a reload. */
export class UploadQueue {
  private transfers: Running[] = [];
  private isOver = false;
  private listeners = new Set<() => void>();
  private shown: readonly Transfer[] = [];

  constructor(
    private readonly project: string,
    /** Names person and project on the shelf. */
    private readonly place: string,
    /** All bytes of a file are at the server. */
    private readonly onSent: () => Promise<unknown>,
  ) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  read = (): readonly Transfer[] => this.shown;

  /** Puts files in line; a file that the server has half of (`unfinished`, by name and size) goes on there. */
  add(files: readonly File[], unfinished: readonly Begun[]): void {
    for (const file of files) this.put(crypto.randomUUID(), file, this.findBegun(file, unfinished)?.id ?? null);
    this.next();
  }

  /** Takes up what a closed tab left: files whose upload is gone are forgotten. */
  async restore(unfinished: readonly Begun[]): Promise<void> {
    const kept = await listFiles(this.place);
    if (this.isOver) return;
    for (const { key, id, file } of kept) {
      if (this.transfers.some((one) => one.key === key)) continue;
      // A tab that was closed while an upload was being opened never heard its id.
      const begun = id === null ? this.findBegun(file, unfinished) : unfinished.find((one) => one.id === id);
      if (id === null || begun) this.put(key, file, begun?.id ?? null);
      else void dropFile(key);
    }
    this.next();
  }

  pause(key: string): void {
    this.change(key, (one) => {
      one.sending?.pause();
      one.phase = "paused";
    });
    this.next();
  }

  resume(key: string): void {
    this.change(key, (one) => {
      if (one.phase === "failed") one.sending = null;
      one.phase = "waiting";
      one.error = null;
    });
    this.next();
  }

  /** Stops a file for good and throws away what the server has of it. */
  async remove(key: string): Promise<void> {
    const one = this.transfers.find((transfer) => transfer.key === key);
    if (!one) return;
    one.sending?.pause();
    this.forget(key);
    this.next();
    if (one.id) await api.image.remove({ id: one.id }).catch(() => {});
  }

  /** The tab is left: what is on the shelf is taken up when it is opened again. */
  stop(): void {
    this.isOver = true;
    for (const one of this.transfers) {
      one.sending?.pause();
      URL.revokeObjectURL(one.previewUrl);
    }
    this.transfers = [];
  }

  private findBegun(file: File, unfinished: readonly Begun[]): Begun | undefined {
    const taken = new Set(this.transfers.map(({ id }) => id));
    return unfinished.find((one) => !taken.has(one.id) && one.fileName === file.name && one.sizeBytes === file.size);
  }

  private put(key: string, file: File, id: string | null): void {
    const previewUrl = URL.createObjectURL(file);
    const start = { sentBytes: 0, phase: "waiting", error: null, sending: null } as const;
    this.transfers.push({ key, id, name: file.name, sizeBytes: file.size, previewUrl, file, ...start });
    void keepFile({ key, place: this.place, id, file });
  }

  private next(): void {
    const busy = this.transfers.filter(({ phase }) => phase === "hashing" || phase === "sending").length;
    for (const one of this.transfers.filter(({ phase }) => phase === "waiting").slice(0, Math.max(0, AT_ONCE - busy))) {
      one.phase = "hashing";
      if (one.sending) one.sending.resume();
      else void this.send(one);
    }
    this.tell();
  }

  private async send(one: Running): Promise<void> {
    const { key, file } = one;
    const sending = sendFile({
      project: this.project,
      file,
      id: one.id,
      onId: (id) => {
        one.id = id;
        void keepFile({ key, place: this.place, id, file });
      },
      onStep: (step) => {
        if (one.phase !== "hashing" && one.phase !== "sending") return;
        this.change(key, () => Object.assign(one, step));
      },
    });
    one.sending = sending;
    try {
      await sending.done;
      // The server's word is fetched before ours goes, or the file would be nowhere for a moment.
      await this.onSent();
      this.forget(key);
    } catch (error) {
      this.change(key, () => Object.assign(one, { phase: "failed", error: readSentError(error) }));
    }
    this.next();
  }

  private forget(key: string): void {
    const gone = this.transfers.find((one) => one.key === key);
    if (gone) URL.revokeObjectURL(gone.previewUrl);
    this.transfers = this.transfers.filter((one) => one.key !== key);
    void dropFile(key);
    this.tell();
  }

  private change(key: string, work: (one: Running) => void): void {
    const one = this.transfers.find((transfer) => transfer.key === key);
    if (one) work(one);
    this.tell();
  }

  private tell(): void {
    this.shown = this.transfers.map(({ file: _, sending: __, ...transfer }) => transfer);
    for (const listener of this.listeners) listener();
  }
}
