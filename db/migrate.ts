import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { refusal } from "#lib/refusal";
import type { Db } from "./client";
import { queryRows } from "./query";

type Migration = { tag: string; when: number; hash: string; statements: string[] };

export type MigrationState = {
  /** `newer`: made by later code; `changed`: made by other migrations than these. Both must not be touched. */
  state: "current" | "pending" | "newer" | "changed";
  applied: number;
  known: number;
};

// Any constant will do; it only has to be the same in every process that migrates.
const MIGRATION_LOCK = 4_152_601;

/** What the database has of the migrations that this code knows. */
export async function migrationState(db: Db): Promise<MigrationState> {
  return compare(readMigrations(), await readApplied(db));
}

/** Applies the missing migrations in one transaction, one process at a time; returns how many. Refuses a database of other code. */
export async function migrate(db: Db): Promise<number> {
  const migrations = readMigrations();
  return db.transaction(async (tx) => {
    await tx.execute(sql`set local statement_timeout = 0`);
    await tx.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const applied = await readApplied(tx);
    assertUsable(compare(migrations, applied));
    const missing = migrations.slice(applied.length);
    if (missing.length === 0) return 0;
    await tx.execute(sql`create schema if not exists drizzle`);
    await tx.execute(
      sql`create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`,
    );
    for (const migration of missing) {
      for (const statement of migration.statements) await tx.execute(sql.raw(statement));
      await tx.execute(
        sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${migration.hash}, ${migration.when})`,
      );
    }
    return missing.length;
  });
}

/** Throws the refusal that belongs to a database which this code must not touch. */
export function assertUsable(found: MigrationState): void {
  if (found.state === "newer") {
    throw refusal(
      "database.unavailable",
      `The database has ${found.applied} migrations and this version of Assay knows ${found.known}: it was used by a newer version. Start that version, or restore a backup made before it.`,
    );
  }
  if (found.state === "changed") {
    throw refusal(
      "database.unavailable",
      "The database was made by other migrations than those in db/migrations, so nothing was changed. Start the version of Assay that made it, or give this one an empty database (another DATA_DIR or DATABASE_URL).",
    );
  }
}

/** Names the exact set of migrations: caches of migrated databases are kept under it. */
export function migrationHash(): string {
  const hash = createHash("sha256");
  for (const migration of readMigrations()) hash.update(migration.hash);
  return hash.digest("hex").slice(0, 16);
}

function compare(known: Migration[], applied: string[]): MigrationState {
  const counts = { applied: applied.length, known: known.length };
  const differs = known.slice(0, applied.length).some((migration, index) => migration.hash !== applied[index]);
  if (differs) return { state: "changed", ...counts };
  if (applied.length > known.length) return { state: "newer", ...counts };
  return { state: applied.length < known.length ? "pending" : "current", ...counts };
}

async function readApplied(db: Db): Promise<string[]> {
  const [table] = await queryRows<{ found: boolean }>(
    db,
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as found`,
  );
  if (!table?.found) return [];
  const rows = await queryRows<{ hash: string }>(
    db,
    sql`select hash from drizzle.__drizzle_migrations order by created_at, id`,
  );
  return rows.map((row) => row.hash);
}

let read: Migration[] | undefined;

/** The journal that drizzle-kit keeps. Line ends do not count: a checkout on Windows must know its own database. */
function readMigrations(): Migration[] {
  if (read) return read;
  const folder = join(process.cwd(), "db/migrations");
  const text = (name: string) =>
    readFileSync(/* turbopackIgnore: true */ join(folder, name), "utf8").replaceAll("\r\n", "\n");
  const journal = JSON.parse(text("meta/_journal.json")) as { entries: { tag: string; when: number }[] };
  read = journal.entries.map(({ tag, when }) => {
    const body = text(`${tag}.sql`);
    const statements = body.split("--> statement-breakpoint").filter((statement) => statement.trim() !== "");
    return { tag, when, hash: createHash("sha256").update(body).digest("hex"), statements };
  });
  return read;
}
