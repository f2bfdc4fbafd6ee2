import { join } from "node:path";
import type { ObjectStore } from "./adapters/object";
import { fileObjects } from "./adapters/object-file";
import { s3Objects } from "./adapters/object-s3";
import { env } from "./env";

/** Where this installation keeps files of a kind: a bucket where one is configured, a folder of DATA_DIR otherwise. */
export function objectsOf(kind: "blobs" | "media"): ObjectStore {
  const { dataDir, s3 } = env();
  if (s3) return s3Objects(s3, `${s3.prefix}${kind}/`);
  return fileObjects(join(/* turbopackIgnore: true */ dataDir, kind));
}
