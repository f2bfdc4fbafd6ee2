import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { AppError } from "#lib/domain/error";
import type { ObjectStore } from "./object";

export type S3Place = {
  bucket: string;
  region: string;
  /** Another store than Amazon's that speaks S3: MinIO, Garage, R2, … */
  endpoint?: string | undefined;
  /** Without one the SDK's own ways hold: AWS_* variables, a profile, the machine's role. */
  credentials?: { id: string; secret: string } | undefined;
};

// The least that S3 takes for a part of many; two are in memory at a time.
const PART_BYTES = 5 * 1_048_576;
const PARTS_AT_ONCE = 2;
const CONNECT_MS = 5_000;
const SILENCE_MS = 30_000;

/** Objects under `prefix` in a bucket. What fails between us and the store is `storage.unavailable`, so that jobs try again. */
export function s3Objects(place: S3Place, prefix: string): ObjectStore {
  let opening: ReturnType<typeof openS3> | undefined;
  const open = () => {
    opening ??= openS3(place);
    return opening;
  };
  const at = (name: string) => ({ Bucket: place.bucket, Key: `${prefix}${name}` });
  const size = async (name: string) => {
    const { sdk, client } = await open();
    const found = await client.send(new sdk.HeadObjectCommand(at(name))).catch((error: unknown) => {
      if (statusOf(error) === 404) return undefined;
      throw unavailable(error);
    });
    return found?.ContentLength;
  };
  const write = async (name: string, source: AsyncIterable<Uint8Array>) => {
    const [{ client }, { Upload }] = await Promise.all([open(), import("@aws-sdk/lib-storage")]);
    let broken: { error: unknown } | undefined;
    const watched = async function* () {
      try {
        yield* source;
      } catch (error) {
        broken = { error };
        throw error;
      }
    };
    const params = { ...at(name), Body: Readable.from(watched(), { objectMode: false }) };
    const upload = new Upload({ client, params, partSize: PART_BYTES, queueSize: PARTS_AT_ONCE });
    await upload.done().catch((error: unknown) => {
      // What the source of the bytes says is not the store's fault.
      throw broken ? broken.error : unavailable(error);
    });
  };
  return {
    write,
    adopt: async (files) => {
      for (const { name, path } of files) {
        if ((await size(name)) === undefined) await write(name, createReadStream(path));
        await rm(path, { force: true });
      }
    },
    size,
    read: async function* (name, fromByte = 0) {
      const { sdk, client } = await open();
      const range = fromByte > 0 ? { Range: `bytes=${fromByte}-` } : {};
      const found = await client.send(new sdk.GetObjectCommand({ ...at(name), ...range })).catch((error: unknown) => {
        // A start at or past the end is an empty rest.
        if (statusOf(error) === 416) return undefined;
        throw statusOf(error) === 404 ? new Error(`there is nothing under "${name}"`) : unavailable(error);
      });
      if (!found) return;
      const body = found.Body as Readable;
      try {
        yield* body;
      } catch (error) {
        throw unavailable(error);
      } finally {
        body.destroy();
      }
    },
    list: async function* (before) {
      const { sdk, client } = await open();
      let token: string | undefined;
      do {
        const page = { Bucket: place.bucket, Prefix: prefix, ContinuationToken: token };
        const found = await client.send(new sdk.ListObjectsV2Command(page)).catch((error: unknown) => {
          throw unavailable(error);
        });
        for (const { Key: key = "", LastModified: at } of found.Contents ?? []) {
          if (at && at < before) yield key.slice(prefix.length);
        }
        token = found.IsTruncated ? found.NextContinuationToken : undefined;
      } while (token);
    },
    remove: async (name) => {
      const { sdk, client } = await open();
      await client.send(new sdk.DeleteObjectCommand(at(name))).catch((error: unknown) => {
        throw unavailable(error);
      });
    },
  };
}

/** Why the bucket cannot be used, in the store's own words; undefined when it can be reached with these credentials. */
export async function findS3Fault(place: S3Place): Promise<string | undefined> {
  const { sdk, client } = await openS3(place);
  try {
    await client.send(new sdk.HeadBucketCommand({ Bucket: place.bucket }));
  } catch (error) {
    if (statusOf(error) === 404) return `there is no bucket "${place.bucket}"`;
    if (statusOf(error) === 403) return "the credentials may not use the bucket";
    return error instanceof Error ? error.message || error.name : String(error);
  }
}

/** Loads the SDK, which takes a third of a second that nobody without a bucket should wait, and makes a client. */
async function openS3({ region, endpoint, credentials }: S3Place) {
  const sdk = await import("@aws-sdk/client-s3");
  const client: S3Client = new sdk.S3Client({
    region,
    ...(endpoint && { endpoint, forcePathStyle: true }),
    ...(credentials && { credentials: { accessKeyId: credentials.id, secretAccessKey: credentials.secret } }),
    // Stores other than Amazon's do not all know the newer checksums; what is kept has our own SHA-256.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
  });
  return { sdk, client };
}

function unavailable(error: unknown): AppError {
  return new AppError("storage.unavailable", { cause: error });
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}
