import { type OpenAPI, OpenAPIGenerator } from "@orpc/openapi";
import { ZodToJsonSchemaConverter } from "@orpc/zod/zod4";
import { errorCodes } from "#lib/domain/error";
import { streamPaths } from "./openapi-stream";
import { tusPaths } from "./openapi-tus";
import { router } from "./router";

type Operation = OpenAPI.OperationObject;

const DESCRIPTION = [
  "Everything that the pages of Assay do, for programs. Send `Authorization: Bearer <token>`; tokens are made on the account page.",
  "What is public needs no token. Errors have the body `{error: {reason, message, details}}`; reasons are stable, messages are not.",
  "Details: docs/api.md.",
].join("\n\n");

const errorSchema: OpenAPI.SchemaObject = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["reason", "message", "details"],
      properties: {
        reason: { type: "string", enum: Object.keys(errorCodes) },
        message: { type: "string" },
        details: { type: "object", additionalProperties: true },
      },
    },
  },
};

const idempotencyKey: OpenAPI.ParameterObject = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "1 to 200 printable ASCII characters. The same request under the same key is carried out once.",
  schema: { type: "string", minLength: 1, maxLength: 200 },
};

/** The description of REST, made from the same router that serves it. */
async function buildOpenApi(): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(router, {
    info: { title: "Assay", version: "1", description: DESCRIPTION },
    servers: [{ url: "/api/v1" }],
    components: {
      schemas: { Error: errorSchema },
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
    },
    security: [{ token: [] }, {}],
  });
  const streams = { ...streamPaths(importView(document)), ...tusPaths };
  for (const path of Object.values({ ...document.paths, ...streams })) {
    for (const method of ["get", "head", "post", "put", "patch", "delete"] as const) {
      const operation = path?.[method];
      if (operation) complete(operation, method !== "get" && !isStream(operation));
    }
  }
  return { ...document, paths: { ...document.paths, ...streams } };
}

/** Files that stream, and what tus has its own way of repeating, are never kept for a repetition. */
function isStream({ operationId, parameters = [] }: Operation): boolean {
  const isTus = parameters.some((parameter) => "name" in parameter && parameter.name === "Tus-Resumable");
  return isTus || operationId === "batch.upload";
}

/** What the router answers for one import. */
function importView(document: OpenAPI.Document): NonNullable<OpenAPI.MediaTypeObject["schema"]> {
  const answer = document.paths?.["/imports/{id}"]?.get?.responses?.["200"];
  const schema = answer && "content" in answer ? answer.content?.["application/json"]?.schema : undefined;
  if (!schema || "$ref" in schema) throw new Error("the router describes no import");
  return schema;
}

let text: Promise<string> | undefined;

/** The document as it is served and checked in. */
export function openApiText(): Promise<string> {
  text ??= buildOpenApi().then((document) => `${JSON.stringify(document, null, 2)}\n`);
  return text;
}

function complete(operation: Operation, isMutation: boolean): void {
  const refusal: OpenAPI.ResponseObject = {
    description: "Refused: see `reason`",
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
  };
  operation.responses = { ...operation.responses, default: refusal };
  if (isMutation) operation.parameters = [...(operation.parameters ?? []), idempotencyKey];
}
