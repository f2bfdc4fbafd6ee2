export type Draft = Readonly<Record<string, unknown>>;

export type DraftPorts = {
  /** Keeps a draft on the server. */
  send(slotId: string, answer: Draft): Promise<unknown>;
  /** Keeps drafts on this device. */
  save(drafts: Readonly<Record<string, Draft>>): void;
  load(): Readonly<Record<string, Draft>>;
};

const SAVE_MS = 3_000;
const KEPT_ON_DEVICE = 20;

/**
 * What is typed about the items on the desk: on this device at once, on the server every few seconds. An answer that was given stays in
 * memory, so that taking it back finds it again.
 */
export class DraftKeeper {
  readonly #ports: DraftPorts;
  readonly #drafts: Map<string, Draft>;
  readonly #onDevice: Set<string>;
  readonly #unsent = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #savedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: DraftPorts) {
    this.#ports = ports;
    const kept = ports.load();
    this.#drafts = new Map(Object.entries(kept));
    this.#onDevice = new Set(Object.keys(kept));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  /** When the server last took a draft; 0 while there is one that it has not. */
  readonly savedAt = (): number => (this.#unsent.size > 0 ? 0 : this.#savedAt);

  read(slotId: string): Draft | undefined {
    return this.#drafts.get(slotId);
  }

  change(slotId: string, answer: Draft): void {
    this.#drafts.set(slotId, answer);
    this.#onDevice.add(slotId);
    this.#unsent.add(slotId);
    this.#saveHere();
    this.#timer ??= setTimeout(() => void this.flush(), SAVE_MS);
    this.#tell();
  }

  /** The answer was given or the item passed over: nothing is half done any more. */
  finish(slotId: string): void {
    this.#unsent.delete(slotId);
    if (this.#onDevice.delete(slotId)) this.#saveHere();
  }

  /** Sends what the server has not; what fails goes again with the next. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const slotId of [...this.#unsent]) {
      const answer = this.#drafts.get(slotId) ?? {};
      try {
        await this.#ports.send(slotId, answer);
        if (this.#drafts.get(slotId) === answer) this.#unsent.delete(slotId);
        this.#savedAt = Date.now();
      } catch {
        // The device has it, and the desk says when the server does not answer.
      }
    }
    if (this.#unsent.size > 0) this.#timer ??= setTimeout(() => void this.flush(), SAVE_MS);
    this.#tell();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #saveHere(): void {
    const newest = [...this.#onDevice].slice(-KEPT_ON_DEVICE);
    this.#ports.save(Object.fromEntries(newest.map((slotId) => [slotId, this.#drafts.get(slotId) ?? {}])));
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
