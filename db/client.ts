import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { env } from "#lib/env";
import { openPglite } from "./pglite";
import { openPostgres } from "./postgres";
import type * as schema from "./schema/index";

/** One type for both drivers and for an open transaction. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>;

type DatabaseKind = "pglite" | "postgres";

export type OpenedDb = { db: Db; kind: DatabaseKind; close(): Promise<void> };

export type OpenOptions = {
  /** PostgreSQL's address; without it the embedded database in `dataDir` is opened. */
  databaseUrl?: string;
  dataDir?: string;
  /** Most connections at once (PostgreSQL). */
  poolSize?: number;
};

/**
 * Opens the configured database, or the given one. An embedded database is brought up to date on the way; PostgreSQL is left as
 * it is (`assay migrate`). Throws a refusal that says how to mend it.
 */
export function openDb(options: OpenOptions = { databaseUrl: env().databaseUrl }): Promise<OpenedDb> {
  if (options.databaseUrl) return openPostgres(options.databaseUrl, options.poolSize);
  return openPglite(options.dataDir ?? env().dataDir);
}

const shared = globalThis as { assayDb?: Promise<OpenedDb> };

/** This process's one database. The promise lives on globalThis: it survives hot reload, and nothing opens at import. */
export function getDb(): Promise<OpenedDb> {
  if (!shared.assayDb) {
    const opening = openDb();
    shared.assayDb = opening;
    // A failed opening is tried again at the next call, so that a database which comes back is found.
    opening.catch(() => {
      if (shared.assayDb === opening) delete shared.assayDb;
    });
  }
  return shared.assayDb;
}

/** Closes this process's database, if it was opened. */
export async function closeDb(): Promise<void> {
  const opened = shared.assayDb;
  delete shared.assayDb;
  await (await opened)?.close();
}
