import { AsyncLocalStorage } from "node:async_hooks";
import { PGlite, type PGliteOptions, type QueryOptions, type Results, type Transaction } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import type { Db, OpenedDb } from "./client";
import * as schema from "./schema/index";

/** PGlite in memory, empty or from a template. */
export function openMemory(template?: Blob): Promise<OpenedDb & { client: PGlite }> {
  return openClient({ dataDir: "memory://", loadDataDir: template });
}

/** PGlite behind the common type. The caller holds the lock when there is a folder. */
export async function openClient(options: PGliteOptions): Promise<OpenedDb & { client: PGlite }> {
  const client = new GuardedPglite(options);
  await client.waitReady;
  const db = drizzle({ client, schema }) as unknown as Db;
  return { db, client, kind: "pglite", close: () => client.close() };
}

const inside = new AsyncLocalStorage<{ open: boolean }>();

/**
 * PGlite has one connection: a query on the outer `db` inside a transaction would wait for itself for ever. It fails at once
 * instead, and names the mistake.
 */
class GuardedPglite extends PGlite {
  override query<T>(query: string, params?: unknown[], options?: QueryOptions): Promise<Results<T>> {
    if (inside.getStore()?.open) return Promise.reject(misuse());
    return super.query<T>(query, params, options);
  }

  override async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (inside.getStore()?.open) throw misuse();
    const state = { open: true };
    try {
      return await super.transaction((tx) => inside.run(state, () => work(tx)));
    } finally {
      state.open = false;
    }
  }
}

function misuse(): Error {
  return new Error("the outer database was used inside a transaction: use the transaction's own (ctx.db)");
}
