import type { Opened, WireLine } from "./table-wire";

/** A file as a reader of tables sees it: any part of it, wherever it lies. Fewer bytes come where it ends before. */
export type RangeReader = { sizeBytes: number; read(from: number, to: number): Promise<Uint8Array> };

/** The bytes could not be had: no fault of the file's. */
export class StoreFailure extends Error {}

/** What a reader of tables makes of a file: what it opened, and its rows; `at` says how far it is, in bytes of the file. */
export type ChildTable = Opened & { rows(): AsyncGenerator<WireLine> };
