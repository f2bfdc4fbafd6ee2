import type { OpenAPI } from "@orpc/openapi";
import { limits } from "#lib/domain/limits";
import { uploadPurposes } from "#lib/domain/media";
import { PACK_SHA256 } from "#lib/domain/pack";

const tags = ["Uploads"];
const empty = (description: string, headers: Record<string, string>) => ({
  description,
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, said]) => [name, { description: said, schema: { type: "string" as const } }]),
  ),
});
const header = (name: string, description: string, example: string): OpenAPI.ParameterObject => ({
  ...{ name, in: "header", required: true, description, example },
  schema: { type: "string" },
});

const version = header("Tus-Resumable", "Version of the protocol.", "1.0.0");
const offset = "Bytes that are here.";
const uploadId: OpenAPI.ParameterObject = {
  ...{ name: "id", in: "path", required: true },
  schema: { type: "string", format: "uuid" },
};

/** Uploads by the tus protocol (https://tus.io/protocols/resumable-upload), beside the router: any tus client speaks it. */
export const tusPaths: Record<string, OpenAPI.PathItemObject> = {
  "/tus": {
    post: {
      operationId: "upload.create",
      summary: "Open an upload: of a file to be sent in, an archive or a pack of such files, or a table",
      description: [
        `Upload-Metadata, each in Base64: project (its address), filename, sha256 (hex, optional: the server compares its own), and purpose (${uploadPurposes.join(", ")}; media when left out).`,
        `An image has at most ${limits.imageBytes} bytes, a recording ${limits.audioBytes}; an archive (ZIP, TAR, TAR.GZ) or a table ${limits.uploadBytes}. An archive is unpacked once it is here: GET /archives/{id}.`,
        `A pack is a plain TAR of at most ${limits.packBytes} bytes, for many small files at the speed of one large: each becomes an upload of its own, refused alone where it has to be. A pax record ${PACK_SHA256} before a file gives its SHA-256. Send it, then ask GET /archives/{id} until its state is ready, and GET /archives/{id}/refusals for those that are not taken.`,
        "The bytes may come with this request already (creation-with-upload). Takes no Idempotency-Key.",
      ].join(" "),
      tags,
      parameters: [
        version,
        header("Upload-Length", "Size of the file in bytes.", "204800"),
        header(
          "Upload-Metadata",
          "Pairs of name and Base64, with commas between.",
          "project Y2l0eQ==,filename YS5qcGc=",
        ),
      ],
      responses: { "201": empty("Opened", { Location: "Where its bytes go: /api/v1/tus/{id}" }) },
    },
  },
  "/tus/{id}": {
    head: {
      operationId: "upload.offset",
      summary: "How many bytes of an upload are here: where to go on",
      tags,
      parameters: [uploadId, version],
      responses: { "200": empty("Known", { "Upload-Offset": offset, "Upload-Length": "Size of the file." }) },
    },
    patch: {
      operationId: "upload.send",
      summary: "Send bytes of an upload from an offset; the last ones put it in line for its check",
      tags,
      parameters: [uploadId, version, header("Upload-Offset", offset, "0")],
      requestBody: {
        required: true,
        content: { "application/offset+octet-stream": { schema: { type: "string", format: "binary" } } },
      },
      responses: { "204": empty("Taken", { "Upload-Offset": offset }) },
    },
    delete: {
      operationId: "upload.terminate",
      summary: "Throw away an upload that was not sent in",
      tags,
      parameters: [uploadId, version],
      responses: { "204": { description: "Gone" } },
    },
  },
};
