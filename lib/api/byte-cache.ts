/** Keeps bytes that never change under a name, the least lately used leaving first when there are more than `maxBytes`. */
export class ByteCache {
  readonly #held = new Map<string, Uint8Array>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(name: string): Uint8Array | undefined {
    const value = this.#held.get(name);
    if (value) {
      // A map remembers the order of insertion: the newest use goes to its end.
      this.#held.delete(name);
      this.#held.set(name, value);
    }
    return value;
  }

  set(name: string, value: Uint8Array): void {
    this.#drop(name);
    this.#held.set(name, value);
    this.#bytes += value.byteLength;
    for (const oldest of this.#held.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#drop(oldest);
    }
  }

  #drop(name: string): void {
    this.#bytes -= this.#held.get(name)?.byteLength ?? 0;
    this.#held.delete(name);
  }
}
