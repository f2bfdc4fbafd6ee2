import { AppError } from "#lib/domain/error";
import { type ExportedItem, exportColumns, exportLine, exportRows } from "#lib/domain/label-export";
import type { Question } from "#lib/domain/question";
import { streamLabels } from "#lib/services/label-export";
import { type Call, openCtx } from "./context";
import { csvLines, disposition, streamOf } from "./csv";
import { toAppError } from "./error";
import { answerError, withHeaders } from "./http";

const types = { csv: "text/csv; charset=utf-8", jsonl: "application/x-ndjson; charset=utf-8" } as const;

/** The labels of a project as a file, streamed: CSV, or a line of JSON an item. Never throws. */
export async function answerLabels(request: Request, slug: string, call: Call): Promise<Response> {
  try {
    const ctx = await openCtx(call);
    const format = new URL(request.url).searchParams.get("format") ?? "csv";
    if (format !== "csv" && format !== "jsonl")
      throw new AppError("input.invalid", { details: { issues: [{ path: "format", message: "not_in_list" }] } });
    const { questions, items } = await streamLabels(ctx, { slug });
    const lines = format === "csv" ? csvLines(exportColumns, rowsOf(questions, items)) : linesOf(questions, items);
    return withHeaders(
      new Response(streamOf(lines), {
        headers: {
          "content-type": types[format],
          "content-disposition": disposition(`${slug.toLowerCase()}.labels.${format}`),
        },
      }),
    );
  } catch (error) {
    return answerError(toAppError(error, "labels"), request.headers);
  }
}

async function* rowsOf(questions: Question[], items: AsyncIterable<ExportedItem>): AsyncGenerator<string[]> {
  for await (const item of items) yield* exportRows(questions, item);
}

async function* linesOf(questions: Question[], items: AsyncIterable<ExportedItem>): AsyncGenerator<string> {
  for await (const item of items) yield `${exportLine(questions, item)}\n`;
}
