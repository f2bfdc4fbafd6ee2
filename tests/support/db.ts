import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type OpenedDb, openDb } from "#db/client";
import { migrate, migrationHash } from "#db/migrate";
import { openMemory } from "#db/pglite-open";
import { loadTemplate } from "#db/template";

const cacheDir = join(tmpdir(), "assay-test");

/**
 * A fresh, migrated database for one test file: PGlite in memory, or with DATABASE_URL a clone on that server (the named
 * database itself is never touched). Close it in afterAll.
 */
export async function testDb(): Promise<OpenedDb & { url?: string }> {
  const server = process.env.DATABASE_URL;
  return server ? cloneDb(server) : openMemory(await loadTemplate(cacheDir));
}

/** Makes what testDb copies, if it is not there yet. */
export async function prepareTemplate(): Promise<void> {
  const server = process.env.DATABASE_URL;
  if (server) await makeServerTemplate(server);
  else await loadTemplate(cacheDir);
}

async function cloneDb(server: string): Promise<OpenedDb & { url: string }> {
  const name = `assay_test_${randomUUID().replaceAll("-", "")}`;
  await onServer(server, (admin) => admin.query(`create database ${name} template ${templateName()}`));
  const opened = await openDb({ databaseUrl: withDatabase(server, name), poolSize: 24 });
  const close = async () => {
    await opened.close();
    await onServer(server, (admin) => admin.query(`drop database ${name} with (force)`));
  };
  return { ...opened, close, url: withDatabase(server, name) };
}

async function makeServerTemplate(server: string): Promise<void> {
  const name = templateName();
  await onServer(server, async (admin) => {
    // Several runs may share a server: one makes the template, under a name that becomes real only when it is complete.
    await admin.query("select pg_advisory_lock(7261)");
    const { rowCount } = await admin.query("select 1 from pg_database where datname = $1", [name]);
    if (rowCount) return;
    await admin.query(`drop database if exists ${name}_draft with (force)`);
    await admin.query(`create database ${name}_draft`);
    const opened = await openDb({ databaseUrl: withDatabase(server, `${name}_draft`), poolSize: 1 });
    await migrate(opened.db).finally(() => opened.close());
    await admin.query(`alter database ${name}_draft rename to ${name}`);
  });
}

function templateName(): string {
  return `assay_template_${migrationHash()}`;
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer(server: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
