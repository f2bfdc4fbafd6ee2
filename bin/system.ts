import { closeDb, getDb, type OpenedDb } from "#db/client";
import { makeCtx } from "#lib/request-ctx";
import type { Ctx } from "#lib/services/context";

/** Does `work` as the system on the configured database, and closes it whatever happens. */
export async function asSystem(work: (ctx: Ctx, opened: OpenedDb) => Promise<void>): Promise<void> {
  try {
    const opened = await getDb();
    await work(await makeCtx({ kind: "system" }), opened);
  } finally {
    await closeDb();
  }
}
