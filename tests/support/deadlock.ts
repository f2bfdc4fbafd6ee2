import { databaseCode } from "#lib/services/context";
import type { TestCtx } from "./ctx";

/** The same context, noting every transaction that the database had to break: retries would hide them, a second later. */
export function countingDeadlocks(base: TestCtx) {
  const deadlocks: unknown[] = [];
  const db = Object.create(base.db) as TestCtx["db"];
  db.transaction = (...work) =>
    base.db.transaction(...work).catch((error: unknown) => {
      if (databaseCode(error) === "40P01") deadlocks.push(error);
      throw error;
    });
  return { ctx: { ...base, db }, deadlocks };
}
