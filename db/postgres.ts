import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { log } from "#lib/log";
import type { Db, OpenedDb } from "./client";
import { explainConnectError, explainOldServer, isStartupParameterError } from "./postgres-error";
import * as schema from "./schema/index";

const OLDEST_VERSION = 15;
const POOL_SIZE = 12;
const CONNECT_TIMEOUT_MS = 5_000;
// A server that is just starting (57P03) is waited for: containers often come up together.
const START_WAIT_MS = 20_000;
const INT8_ARRAY = 1016;
const BYTEA_ARRAY = 1001;
const SESSION_OPTIONS = "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000 -c TimeZone=UTC";

/** As it is: the package's own declaration lacks the array types and gives arrayParser another shape. */
type TypeTable = {
  setTypeParser(oid: number, read: (text: string) => unknown): void;
  arrayParser: { create(text: string, readItem: (text: string) => unknown): { parse(): unknown[] } };
};

/** Opens a pool on PostgreSQL and proves that the server answers and is new enough. */
export async function openPostgres(url: string, poolSize = POOL_SIZE): Promise<OpenedDb> {
  alignTypes();
  const config: pg.PoolConfig = {
    connectionString: url,
    application_name: "assay",
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    options: SESSION_OPTIONS,
  };
  let pool = new pg.Pool(config);
  try {
    await probe(pool, url);
  } catch (error) {
    await pool.end();
    if (!isStartupParameterError(error)) throw error;
    // PgBouncer passes no settings on: go without, and leave the time limit to the role (docs/operating.md).
    log().warn("the connection pooler refuses session settings; set statement_timeout on the database role instead");
    pool = new pg.Pool({ ...config, options: undefined });
    await probe(pool, url).catch(async (again) => {
      await pool.end();
      throw again;
    });
  }
  pool.on("error", (error) => log().warn({ error }, "an idle database connection was lost"));
  const db = drizzle({ client: pool, schema }) as unknown as Db;
  return { db, kind: "postgres", close: () => pool.end() };
}

async function probe(pool: pg.Pool, url: string): Promise<void> {
  const deadline = Date.now() + START_WAIT_MS;
  for (;;) {
    try {
      const { rows } = await pool.query<{ version: string }>("select current_setting('server_version_num') as version");
      const version = Math.floor(Number(rows[0]?.version) / 10_000);
      if (version < OLDEST_VERSION) throw explainOldServer(url, version, OLDEST_VERSION);
      return;
    } catch (error) {
      const starting = (error as { code?: unknown }).code === "57P03";
      if (!starting || Date.now() > deadline) {
        if (isStartupParameterError(error)) throw error;
        throw explainConnectError(url, error);
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

/** Makes pg's values those of PGlite. drizzle reads pg's global table, and this program is its only user. */
function alignTypes(): void {
  const readInt8 = (text: string) => {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : BigInt(text);
  };
  const readBytes = (text: string) => new Uint8Array(Buffer.from(text.slice(2), "hex"));
  const types = pg.types as unknown as TypeTable;
  const readArray = (readItem: (text: string) => unknown) => (text: string) =>
    types.arrayParser.create(text, readItem).parse();
  types.setTypeParser(pg.types.builtins.INT8, readInt8);
  types.setTypeParser(pg.types.builtins.BYTEA, readBytes);
  types.setTypeParser(INT8_ARRAY, readArray(readInt8));
  types.setTypeParser(BYTEA_ARRAY, readArray(readBytes));
}

/** True for errors that say the database cannot be reached now, however deep drizzle wrapped them. */
export function isUnreachable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = (cause as { code?: unknown }).code;
    if (typeof code === "string" && /^(ECONN|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EPIPE|57P0[123]|08|53300)/.test(code))
      return true;
    if (/timeout exceeded when trying to connect|Connection terminated/.test(cause.message)) return true;
  }
  return false;
}
