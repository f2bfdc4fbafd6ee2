import { v7 as uuidv7 } from "uuid";
import { getDb } from "#db/client";
import type { Actor, Ctx } from "#lib/services/context";
import { blobStore } from "./adapters/blob";
import { smtpMailer } from "./adapters/mail";
import { modelCaller } from "./adapters/model-caller";
import { openTable } from "./adapters/table";
import type { BlobStore, Mailer } from "./domain/adapter";
import { env } from "./env";
import { mediaStore } from "./media";
import { objectsOf } from "./objects";
import { authSecret } from "./secret";

// On globalThis, because the job loop (instrumentation) and the routes live in different bundles of one process.
const shared = globalThis as { assayWake?: () => void; assayOutside?: { blob: BlobStore; mail: Mailer } };

/** The service context of this process for one actor: the shared database and outside world, the real clock, UUIDs that sort by time. */
export async function makeCtx(actor: Actor): Promise<Ctx> {
  const { db, kind } = await getDb();
  return {
    db,
    databaseKind: kind,
    inTransaction: false,
    actor,
    now: () => new Date(),
    newId: () => uuidv7(),
    ...outside(),
    media: mediaStore(),
    openTable,
    model: modelCaller(env().modelEndpoints, authSecret),
    wake: () => shared.assayWake?.(),
  };
}

/** Tells contexts how to wake this process's job loop; undefined when it stops. */
export function setWake(wake: (() => void) | undefined): void {
  shared.assayWake = wake;
}

function outside() {
  const { smtpUrl, mailFrom } = env();
  shared.assayOutside ??= { blob: blobStore(objectsOf("blobs")), mail: smtpMailer(smtpUrl, mailFrom) };
  return shared.assayOutside;
}
