import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { type OpenedDb, openDb } from "#db/client";
import { openTable } from "#lib/adapters/table";
import { env } from "#lib/env";
import type { Ctx } from "#lib/services/context";

/** The configured database, opened, and the context in which the command line itself acts. */
export async function openSystem(): Promise<{ opened: OpenedDb; ctx: Ctx }> {
  const { createFileBlobStore } = await import("#lib/adapters/blob");
  const { createMailer } = await import("#lib/adapters/mail");
  const opened = await openDb();
  const ctx: Ctx = {
    db: opened.db,
    databaseKind: opened.kind,
    inTransaction: false,
    actor: { kind: "system" },
    now: () => new Date(),
    newId: () => uuidv7(),
    blob: createFileBlobStore(join(env().dataDir, "blobs")),
    mail: createMailer(),
    openTable,
    wake: () => {},
  };
  return { opened, ctx };
}
