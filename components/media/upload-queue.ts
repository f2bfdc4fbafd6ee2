import { api } from "#lib/client";
import { isArchiveName } from "#lib/domain/archive";
import type { MediaKind } from "#lib/domain/media";
import { planPacks } from "#lib/domain/pack";
import { readSentError, type SentError } from "#lib/sent-error";
import { dropFile, keepFile, listFiles, recallPack, rememberPack } from "./file-shelf";
import { type Sending, type SendStep, sendFile } from "./send-file";
import { packOutcome, sendPack, shareOut } from "./send-pack";

export type Transfer = {
  key: string;
  /** Of the upload at the server, once it has begun. */
  id: string | null;
  name: string;
  purpose: "media" | "archive";
  sizeBytes: number;
  sentBytes: number;
  phase: "waiting" | "hashing" | "sending" | "paused" | "arrived" | "failed";
  error: SentError | null;
  /** Of the pack that it is in, likewise. */
  packId: string | null;
  /** Shows a picture before the server has it. */
  previewUrl: string;
};

/** An upload that the server has a part of. */
type Begun = { id: string; fileName: string; sizeBytes: number };

type Running = Omit<Transfer, "packId"> & { file: File; unit: Unit };

/** What goes up together: one file, or a pack of small ones, which is `pack` by its own key on the shelf. */
type Unit = { pack: string | null; id: string | null; members: Running[]; sending: Sending | null };

// Enough to fill a line whose answers take their time, without starving the page itself.
const AT_ONCE = 3;
const MOVING = new Set<Transfer["phase"]>(["hashing", "sending"]);
const STOPPABLE = new Set<Transfer["phase"]>(["waiting", "hashing", "sending"]);

/**
 * Files on their way from this tab to one project: some at once, the others in line; each can be paused, and each survives a reload. Small
 * ones go in packs, which share their fate on the way: one that is paused pauses its pack, one that is taken away begins the others anew.
 */
export class UploadQueue {
  private transfers: Running[] = [];
  private isOver = false;
  private listeners = new Set<() => void>();
  private shown: readonly Transfer[] = [];
  private arrived: string[] = [];
  private isSettling = false;

  constructor(
    private readonly project: string,
    private readonly kind: MediaKind,
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
    const added = files.map((file) => ({ name: file.name, sizeBytes: file.size, file, key: crypto.randomUUID() }));
    const begun = new Map<string, string>();
    for (const { key, file } of added) {
      const found = this.findBegun(file, unfinished, new Set(begun.values()));
      if (found) begun.set(key, found.id);
    }
    const { packs, alone } = planPacks(added.filter(({ key }) => !begun.has(key)));
    const single = new Set(alone);
    for (const one of added.filter((each) => single.has(each) || begun.has(each.key))) {
      this.put([one], null, begun.get(one.key) ?? null);
    }
    for (const pack of packs) this.put(pack, crypto.randomUUID(), null);
    this.next();
  }

  /** Takes up what a closed tab left: files whose upload is gone are forgotten. */
  async restore(unfinished: readonly Begun[]): Promise<void> {
    const kept = await listFiles(this.place);
    if (this.isOver) return;
    const packs = new Map<string, typeof kept>();
    for (const entry of kept) {
      const { key, id, file, pack } = entry;
      if (this.transfers.some((one) => one.key === key)) continue;
      if (pack) {
        packs.set(pack.key, [...(packs.get(pack.key) ?? []), entry]);
        continue;
      }
      // A tab that was closed while an upload was being opened never heard its id.
      const begun = id === null ? this.findBegun(file, unfinished) : unfinished.find((one) => one.id === id);
      if (id === null || begun) this.put([{ key, file }], null, begun?.id ?? null);
      else void dropFile(key);
    }
    for (const [key, files] of packs) {
      files.sort((a, b) => (a.pack?.at ?? 0) - (b.pack?.at ?? 0));
      this.put(files, key, recallPack(key));
    }
    this.next();
  }

  pause(key: string): void {
    const unit = this.find(key)?.unit;
    if (unit) this.stopUnit(unit);
    this.next();
  }

  /** All that has not arrived. */
  pauseAll(): void {
    for (const unit of this.units()) this.stopUnit(unit);
    this.next();
  }

  resume(key: string): void {
    const one = this.find(key);
    if (one) this.goOn(one);
    this.next();
  }

  resumeAll(): void {
    for (const one of this.transfers.filter(({ phase }) => phase === "paused")) this.goOn(one);
    this.next();
  }

  /** Stops a file for good and throws away what the server has of it. */
  async remove(key: string): Promise<void> {
    const one = this.find(key);
    if (!one) return;
    const { unit, phase } = one;
    this.forget(key);
    // The server has it among others: it is found there once the pack is taken apart.
    if (unit.pack !== null && phase === "arrived") return;
    unit.members = unit.members.filter((member) => member !== one);
    if (unit.pack !== null && phase === "failed") return;
    unit.sending?.pause();
    const { id } = unit;
    this.begin({ ...unit, id: null, sending: null });
    this.next();
    if (id) await api.upload.remove({ id }).catch(() => {});
  }

  /** The tab is left: what is on the shelf is taken up when it is opened again. */
  stop(): void {
    this.isOver = true;
    for (const one of this.transfers) {
      one.unit.sending?.pause();
      URL.revokeObjectURL(one.previewUrl);
    }
    this.transfers = [];
  }

  private find(key: string): Running | undefined {
    return this.transfers.find((one) => one.key === key);
  }

  private units(): Set<Unit> {
    return new Set(this.transfers.map(({ unit }) => unit));
  }

  private findBegun(file: File, unfinished: readonly Begun[], more: ReadonlySet<string> = new Set()) {
    const taken = new Set(this.transfers.map(({ id }) => id));
    return unfinished.find(
      (one) => !taken.has(one.id) && !more.has(one.id) && one.fileName === file.name && one.sizeBytes === file.size,
    );
  }

  private put(files: readonly { key: string; file: File }[], pack: string | null, id: string | null): void {
    const unit: Unit = { pack, id, members: [], sending: null };
    const start = { sentBytes: 0, phase: "waiting", error: null, unit } as const;
    for (const [at, { key, file }] of files.entries()) {
      const purpose = isArchiveName(file.name) ? "archive" : "media";
      const previewUrl = URL.createObjectURL(file);
      const own = pack === null ? id : null;
      unit.members.push({ key, id: own, name: file.name, purpose, sizeBytes: file.size, previewUrl, file, ...start });
      void keepFile({ key, place: this.place, id: own, file, pack: pack === null ? undefined : { key: pack, at } });
    }
    this.transfers.push(...unit.members);
  }

  /** The files of a unit in one that has not begun: what still comes of the old one concerns nobody. */
  private begin(unit: Unit): void {
    for (const member of unit.members) {
      member.unit = unit;
      member.sentBytes = 0;
      if (MOVING.has(member.phase)) member.phase = "waiting";
    }
  }

  private stopUnit(unit: Unit): void {
    const open = unit.members.filter(({ phase }) => STOPPABLE.has(phase));
    if (open.length > 0) unit.sending?.pause();
    for (const one of open) one.phase = "paused";
  }

  private goOn(one: Running): void {
    const { unit } = one;
    const isWholeFault = unit.members.every(({ phase }) => phase === "failed");
    if (one.phase === "failed" && unit.pack !== null && !isWholeFault) {
      // It was refused alone: it tries alone.
      this.begin({ pack: null, id: null, members: [one], sending: null });
    } else if (one.phase === "failed") unit.sending = null;
    for (const member of one.unit.members) {
      if (member.phase === "arrived" || (member !== one && member.phase === "failed" && !isWholeFault)) continue;
      Object.assign(member, { phase: "waiting", error: null });
    }
  }

  private next(): void {
    const units = [...this.units()];
    const busy = units.filter(({ members }) => members.some(({ phase }) => MOVING.has(phase))).length;
    const waiting = units.filter(({ members }) => members.some(({ phase }) => phase === "waiting"));
    for (const unit of waiting.slice(0, Math.max(0, AT_ONCE - busy))) {
      for (const one of unit.members) if (one.phase === "waiting") one.phase = "hashing";
      if (unit.sending) unit.sending.resume();
      else void this.send(unit);
    }
    this.tell();
  }

  private async send(unit: Unit): Promise<void> {
    const sending = unit.pack === null ? this.sendOne(unit) : this.sendAll(unit, unit.pack);
    unit.sending = sending;
    const isCurrent = () => unit.sending === sending && unit.members.some((one) => one.unit === unit);
    try {
      const id = await sending.done;
      if (!isCurrent()) return;
      unit.id = id;
      for (const one of unit.members) Object.assign(one, { phase: "arrived", sentBytes: one.sizeBytes });
      this.next();
      if (unit.pack !== null) await this.hearOutcome(unit, id);
      this.arrived.push(...unit.members.flatMap((one) => (one.phase === "arrived" ? one.key : [])));
      void this.settle();
    } catch (error) {
      if (isCurrent()) this.fail(unit, readSentError(error));
    }
    this.next();
  }

  private sendOne(unit: Unit): Sending {
    const [{ key, file, purpose }] = unit.members as [Running];
    return sendFile({
      ...{ project: this.project, purpose, kind: this.kind, file, id: unit.id },
      onId: (id) => {
        unit.id = id;
        for (const one of unit.members) one.id = id;
        void keepFile({ key, place: this.place, id, file });
      },
      onStep: (step) => this.step(unit, step),
    });
  }

  private sendAll(unit: Unit, pack: string): Sending {
    return sendPack({
      ...{ project: this.project, files: unit.members.map(({ file }) => file), id: unit.id },
      onId: (id) => {
        unit.id = id;
        rememberPack(pack, id);
      },
      onStep: (step) => this.step(unit, step),
    });
  }

  private step(unit: Unit, step: SendStep): void {
    const moving = unit.members.filter((one) => one.unit === unit && MOVING.has(one.phase));
    if (moving.length === 0) return;
    const files = unit.members.map(({ file }) => file);
    const sent = step.phase === "hashing" ? [] : shareOut(files, step.starts ?? [0], step.sentBytes);
    for (const [at, one] of unit.members.entries()) {
      Object.assign(one, { phase: step.phase, sentBytes: sent[at] ?? one.sentBytes });
    }
    this.tell();
  }

  /** A refused file says so itself; what was taken away meanwhile is thrown away there too. */
  private async hearOutcome(unit: Unit, id: string): Promise<void> {
    const refused = await packOutcome(id);
    for (const [at, one] of unit.members.entries()) {
      const error = refused.get(at);
      if (error) Object.assign(one, { phase: "failed", error });
    }
    const gone = unit.members.filter((one) => one.phase === "arrived" && !this.find(one.key));
    if (unit.pack !== null) rememberPack(unit.pack, null);
    if (gone.length === 0) return;
    const { items } = await api.upload.list({ project: this.project, archive: id });
    for (const { name, sizeBytes } of gone) {
      const at = items.findIndex((one) => one.fileName === name && one.sizeBytes === sizeBytes);
      const [found] = at < 0 ? [] : items.splice(at, 1);
      if (found) await api.upload.remove({ id: found.id }).catch(() => {});
    }
  }

  private fail(unit: Unit, error: SentError): void {
    if (error.reason === "upload.too_many_packs") {
      for (const one of unit.members) {
        this.begin({ pack: null, id: null, members: [one], sending: null });
        void keepFile({ key: one.key, place: this.place, id: null, file: one.file });
      }
      return;
    }
    for (const one of unit.members) Object.assign(one, { phase: "failed", error });
  }

  /** The server's word is fetched before ours goes, or a file would be nowhere for a moment; once for all that arrive meanwhile. */
  private async settle(): Promise<void> {
    if (this.isSettling) return;
    this.isSettling = true;
    while (this.arrived.length > 0) {
      const keys = this.arrived.splice(0);
      await this.onSent().catch(() => {});
      for (const key of keys) this.forget(key);
    }
    this.isSettling = false;
  }

  private forget(key: string): void {
    const gone = this.find(key);
    if (gone) URL.revokeObjectURL(gone.previewUrl);
    this.transfers = this.transfers.filter((one) => one.key !== key);
    void dropFile(key);
    this.tell();
  }

  private tell(): void {
    this.shown = this.transfers.map(({ file: _, unit, ...transfer }) => ({
      ...transfer,
      packId: unit.pack === null ? null : unit.id,
    }));
    for (const listener of this.listeners) listener();
  }
}
