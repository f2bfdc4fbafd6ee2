import { acceptedLocale } from "#lib/error-text";
import { isLocale } from "#lib/i18n";
import { refusalReader, reportHeader } from "#lib/refusal-report";
import { getBatch, type RefusalView, streamRefusals } from "#lib/services/batch-read";
import { type Call, openCtx } from "./context";
import { toAppError } from "./error";
import { answerError, withHeaders } from "./http";

// Spreadsheets take a CSV for their own old encoding without it.
const BOM = "\ufeff";

/** The refused rows of an import as a CSV file in the reader's language, streamed. Never throws. */
export async function answerReport(request: Request, id: string, call: Call): Promise<Response> {
  try {
    const ctx = await openCtx(call);
    const batch = await getBatch(ctx, { id });
    const asked = new URL(request.url).searchParams.get("locale") ?? "";
    const locale = isLocale(asked) ? asked : acceptedLocale(request.headers.get("accept-language"));
    const read = refusalReader(locale, new URL(request.url).origin);
    const lines = csvLines(reportHeader(locale), streamRefusals(ctx, { id: batch.id }), read);
    return withHeaders(
      new Response(streamOf(lines), {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": disposition(`${batch.fileName}.refused.csv`),
        },
      }),
    );
  } catch (error) {
    return answerError(toAppError(error, "report"), request.headers);
  }
}

async function* csvLines(
  header: readonly string[],
  refusals: AsyncIterable<RefusalView>,
  read: (refusal: RefusalView) => string[],
): AsyncGenerator<string> {
  yield `${BOM}${csvLine(header)}`;
  for await (const refusal of refusals) yield csvLine(read(refusal));
}

/** One line of CSV. A cell that a spreadsheet would run as a formula gets an apostrophe before it. */
function csvLine(cells: readonly string[]): string {
  const safe = cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell));
  return `${safe.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",")}\r\n`;
}

function streamOf(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await lines.return(undefined);
    },
  });
}

/** A download's name: plain ASCII for old readers, the full one for the rest (RFC 6266). */
function disposition(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const full = encodeURIComponent(name).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${full}`;
}
