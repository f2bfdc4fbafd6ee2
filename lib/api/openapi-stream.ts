import type { OpenAPI } from "@orpc/openapi";
import { limits } from "#lib/domain/limits";
import { locales } from "#lib/i18n";

type Schema = NonNullable<OpenAPI.MediaTypeObject["schema"]>;
type Fields = { type: "object"; properties: Record<string, { type: "integer" }>; required: string[] };

const tags = ["Imports"];
const count = { type: "integer", minimum: 0 } as const;

/**
 * The two addresses that stream and so stand beside the router: lib/api/upload.ts and lib/api/report.ts. `view` is what the router says of an
 * import; an upload answers with it and what was counted in the file.
 */
export function streamPaths(view: Schema): Record<string, OpenAPI.PathItemObject> {
  const named = { in: "path", required: true, schema: { type: "string" } } as const;
  return {
    "/projects/{slug}/imports": {
      post: {
        operationId: "batch.upload",
        summary: "Upload a table for import; the body is the file, read as it comes",
        description: `CSV, TSV or JSONL in UTF-8, at most ${limits.uploadBytes} bytes. Changes nothing yet: look at a preview, then start it. Takes no Idempotency-Key.`,
        tags,
        parameters: [
          { ...named, name: "slug" },
          {
            name: "name",
            in: "query",
            required: true,
            description: "The file's name; its ending tells the format.",
            schema: { type: "string", minLength: 1 },
          },
        ],
        requestBody: {
          required: true,
          content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } },
        },
        responses: {
          "201": {
            description: "The import, waiting to be started",
            content: { "application/json": { schema: withCounts(view) } },
          },
        },
      },
    },
    "/imports/{id}/report": {
      get: {
        operationId: "batch.report",
        summary: "The refused rows of an import as a CSV file: line, why, how to mend it",
        tags,
        parameters: [
          { ...named, name: "id", schema: { type: "string", format: "uuid" } },
          {
            name: "locale",
            in: "query",
            required: false,
            description: "Language of the sentences; by Accept-Language otherwise.",
            schema: { type: "string", enum: [...locales] },
          },
        ],
        responses: {
          "200": {
            description: "UTF-8 with a byte order mark, one row each, streamed",
            content: { "text/csv": { schema: { type: "string" } } },
          },
        },
      },
    },
  };
}

function withCounts(view: Schema): Fields {
  // The generator's own type allows every age of the format at once; an import is a plain object in all of them.
  const { properties, required } = view as Fields;
  return {
    ...(view as Fields),
    properties: { ...properties, rows: count, unreadableRows: count },
    required: [...required, "rows", "unreadableRows"],
  };
}
