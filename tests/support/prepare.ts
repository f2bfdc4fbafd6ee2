import { prepareTemplate } from "./db";

/** Before all files, once: the migrated database that every test file copies. */
export default async function prepare(): Promise<void> {
  await prepareTemplate();
}
