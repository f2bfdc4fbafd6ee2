import { join } from "node:path";
import type { ObjectStore } from "./adapters/object";
import { fileObjects } from "./adapters/object-file";
import { findS3Fault, s3Objects } from "./adapters/object-s3";
import { env } from "./env";
import { refusal } from "./refusal";

/** Where this installation keeps files of a kind: a bucket where one is configured, a folder of DATA_DIR otherwise. */
export function objectsOf(kind: "blobs" | "media"): ObjectStore {
  const { dataDir, s3 } = env();
  if (s3) return s3Objects(s3, `${s3.prefix}${kind}/`);
  return fileObjects(join(/* turbopackIgnore: true */ dataDir, kind));
}

/** Throws a refusal when the configured bucket cannot be used: better at the start than at somebody's first upload. */
export async function assertObjects(): Promise<void> {
  const { s3 } = env();
  const fault = s3 && (await findS3Fault(s3));
  if (!fault) return;
  throw refusal(
    "storage.unavailable",
    `The bucket of S3_BUCKET cannot be used: ${fault}.\nCheck S3_ENDPOINT, S3_REGION, S3_KEY_ID and S3_SECRET, or remove S3_BUCKET to keep files in DATA_DIR.`,
  );
}
