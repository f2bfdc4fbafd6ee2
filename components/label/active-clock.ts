// Longer without a key, a touch or a movement, and nobody is taken to be working.
const IDLE_MS = 30_000;

/** How long somebody was at each item: only while the page is seen, and no pause counts for more than half a minute. Times in milliseconds. */
export class ActiveClock {
  readonly #spent = new Map<string, number>();
  #slotId: string | undefined;
  #from = 0;
  #isVisible = true;

  /** Another item is looked at, or none. */
  look(slotId: string | undefined, now: number): void {
    if (slotId === this.#slotId) return;
    this.act(now);
    this.#slotId = slotId;
    this.#from = now;
  }

  /** The person did something. */
  act(now: number): void {
    if (this.#slotId !== undefined && this.#isVisible) {
      const spent = Math.min(IDLE_MS, Math.max(0, now - this.#from));
      this.#spent.set(this.#slotId, this.read(this.#slotId) + spent);
    }
    this.#from = now;
  }

  show(isVisible: boolean, now: number): void {
    this.act(now);
    this.#isVisible = isVisible;
  }

  read(slotId: string): number {
    return this.#spent.get(slotId) ?? 0;
  }
}
