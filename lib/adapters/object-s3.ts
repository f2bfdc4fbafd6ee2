import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
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
  const client = s3Client(place);
  const at = (name: string) => ({ Bucket: place.bucket, Key: `${prefix}${name}` });
  const size = async (name: string) => {
    const found = await orUndefined(client.send(new HeadObjectCommand(at(name))));
    return found?.ContentLength;
  };
  const write = async (name: string, source: AsyncIterable<Uint8Array>) => {
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
    adopt: async (name, path) => {
      if ((await size(name)) === undefined) await write(name, createReadStream(path));
      await rm(path, { force: true });
    },
    size,
    read: async function* (name, fromByte = 0) {
      const length = await size(name);
      if (length === undefined) throw new Error(`there is nothing under "${name}"`);
      if (fromByte >= length) return;
      const found = await outside(client.send(new GetObjectCommand({ ...at(name), Range: `bytes=${fromByte}-` })));
      const body = found.Body as Readable;
      try {
        yield* body;
      } catch (error) {
        throw unavailable(error);
      } finally {
        body.destroy();
      }
    },
    remove: async (name) => {
      await outside(client.send(new DeleteObjectCommand(at(name))));
    },
  };
}

/** Why the bucket cannot be used, in the store's own words; undefined when it can be reached with these credentials. */
export async function findS3Fault(place: S3Place): Promise<string | undefined> {
  try {
    await s3Client(place).send(new HeadBucketCommand({ Bucket: place.bucket }));
  } catch (error) {
    if (statusOf(error) === 404) return `there is no bucket "${place.bucket}"`;
    if (statusOf(error) === 403) return "the credentials may not use the bucket";
    return error instanceof Error ? error.message || error.name : String(error);
  }
}

function s3Client({ region, endpoint, credentials }: S3Place): S3Client {
  return new S3Client({
    region,
    ...(endpoint && { endpoint, forcePathStyle: true }),
    ...(credentials && { credentials: { accessKeyId: credentials.id, secretAccessKey: credentials.secret } }),
    // Stores other than Amazon's do not all know the newer checksums; what is kept has our own SHA-256.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
  });
}

async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw unavailable(error);
  }
}

async function outside<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw unavailable(error);
  }
}

function unavailable(error: unknown): AppError {
  return new AppError("storage.unavailable", { cause: error });
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}
