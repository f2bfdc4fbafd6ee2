import { bigint, customType, timestamp } from "drizzle-orm/pg-core";

/** Bytes; both drivers' values (Buffer, Uint8Array) come back as a plain Uint8Array so that equality and hashing agree. */
export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => "bytea",
  toDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
  fromDriver: (value) => new Uint8Array(value),
});

/** Integer milli-points or counts; every value stays under 2^53. */
export const int8 = (name?: string) => (name ? bigint(name, { mode: "number" }) : bigint({ mode: "number" }));

/** Millisecond precision on purpose: never order or hash by a database-rendered time. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
