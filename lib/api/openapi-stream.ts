import type { OpenAPI } from "@orpc/openapi";
import { limits } from "#lib/domain/limits";
import { documentSplits, tableDelimiters, tableEncodings } from "#lib/domain/table";
import { locales } from "#lib/i18n";

type Schema = NonNullable<OpenAPI.MediaTypeObject["schema"]>;
type Fields = { type: "object"; properties: Record<string, { type: "integer" }>; required: string[] };

const tags = ["Imports"];
const readingParameters = [
  said("format", "What the text is.", { enum: ["csv", "jsonl", "json", "text"] }),
  said("encoding", "Encoding of the text; UTF-8, and UTF-16 with a mark, are found out.", {
    enum: [...tableEncodings],
  }),
  said("delimiter", "What stands between the cells of CSV.", { enum: [...tableDelimiters] }),
  said("header", "Whether the first row names the columns.", { enum: ["true", "false"] }),
  said("sheet", "Sheet of a workbook; the first one otherwise.", {}),
  said("split", "What of a document becomes a contribution; the whole otherwise.", { enum: [...documentSplits] }),
];
const count = { type: "integer", minimum: 0 } as const;

/** The report of what is refused, of an import or an archive. */
function report(operationId: string, summary: string, tag: string) {
  return {
    ...{ operationId, summary, tags: [tag] },
    parameters: [
      { in: "path" as const, required: true, name: "id", schema: { type: "string" as const, format: "uuid" } },
      {
        name: "locale",
        in: "query" as const,
        required: false,
        description: "Language of the sentences; by Accept-Language otherwise.",
        schema: { type: "string" as const, enum: [...locales] },
      },
    ],
    responses: {
      "200": {
        description: "UTF-8 with a byte order mark, one row each, streamed",
        content: { "text/csv": { schema: { type: "string" as const } } },
      },
    },
  };
}

/**
 * The addresses that stream and so stand beside the router: lib/api/upload.ts and lib/api/report.ts. `view` is what the router says of an
 * import; an upload answers with it and what was counted in the file.
 */
export function streamPaths(view: Schema): Record<string, OpenAPI.PathItemObject> {
  const named = { in: "path", required: true, schema: { type: "string" } } as const;
  return {
    "/projects/{slug}/imports": {
      post: {
        operationId: "batch.upload",
        summary: "Upload a table for import; the body is the file, read as it comes",
        description: `CSV, TSV, JSON, JSONL, Excel (.xlsx) or Parquet, or a document (text, Markdown, .docx, .pdf), or a ZIP of documents, at most ${limits.uploadBytes} bytes. How it is read is found out, unless it is said here. Changes nothing yet: look at a preview, then start it. Takes no Idempotency-Key.`,
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
          ...readingParameters,
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
    "/projects/{slug}/labels/file": {
      get: {
        operationId: "quality.labelFile",
        summary:
          "The labels of a project as a file, streamed: CSV (a row for each item and question) or JSONL (a line an item)",
        tags: ["Labelling"],
        parameters: [{ ...named, name: "slug" }, said("format", "CSV otherwise.", { enum: ["csv", "jsonl"] })],
        responses: {
          "200": {
            description: "UTF-8; no cell of the CSV is a formula",
            content: {
              "text/csv": { schema: { type: "string" } },
              "application/x-ndjson": { schema: { type: "string" } },
            },
          },
        },
      },
    },
    "/imports/{id}/report": {
      get: report("batch.report", "The refused rows of an import as a CSV file: line, why, how to mend it", "Imports"),
    },
    "/archives/{id}/report": {
      get: report("archive.report", "The refused members of an archive as a CSV file: name, why, reason", "Uploads"),
    },
  };
}

function said(name: string, description: string, schema: { enum?: string[] }): OpenAPI.ParameterObject {
  return { name, in: "query", required: false, description, schema: { type: "string", ...schema } };
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
