import { acceptedLocale, errorText } from "#lib/error-text";
import { isLocale, type Locale } from "#lib/i18n";
import { memberReportHeader, refusalReader, reportHeader } from "#lib/refusal-report";
import { getArchive, streamMemberRefusals } from "#lib/services/archive-read";
import { getBatch, streamRefusals } from "#lib/services/batch-read";
import type { Ctx } from "#lib/services/context";
import { type Call, openCtx } from "./context";
import { csvLines, disposition, streamOf } from "./csv";
import { toAppError } from "./error";
import { answerError, withHeaders } from "./http";

type Report = {
  fileName: string;
  header: readonly string[];
  /** Cells of each line. */
  lines: AsyncIterable<readonly string[]>;
};

/** The refused rows of an import as a CSV file in the reader's language, streamed. Never throws. */
export function answerReport(request: Request, id: string, call: Call): Promise<Response> {
  return answerCsv(request, call, async (ctx, locale, origin) => {
    const batch = await getBatch(ctx, { id });
    const lines = mapLines(streamRefusals(ctx, { id: batch.id }), refusalReader(locale, origin));
    return { fileName: batch.fileName, header: reportHeader(locale), lines };
  });
}

/** The refused members of an archive, in the same way. */
export function answerMemberReport(request: Request, id: string, call: Call): Promise<Response> {
  return answerCsv(request, call, async (ctx, locale) => {
    const archive = await getArchive(ctx, { id });
    const lines = mapLines(streamMemberRefusals(ctx, { id: archive.id }), ({ name, reason, details }) => [
      name,
      errorText({ reason, details }, locale),
      reason,
    ]);
    return { fileName: archive.fileName, header: memberReportHeader(locale), lines };
  });
}

async function answerCsv(
  request: Request,
  call: Call,
  open: (ctx: Ctx, locale: Locale, origin: string) => Promise<Report>,
): Promise<Response> {
  try {
    const ctx = await openCtx(call);
    const { searchParams, origin } = new URL(request.url);
    const asked = searchParams.get("locale") ?? "";
    const locale = isLocale(asked) ? asked : acceptedLocale(request.headers.get("accept-language"));
    const { fileName, header, lines } = await open(ctx, locale, origin);
    return withHeaders(
      new Response(streamOf(csvLines(header, lines)), {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": disposition(`${fileName}.refused.csv`),
        },
      }),
    );
  } catch (error) {
    return answerError(toAppError(error, "report"), request.headers);
  }
}

async function* mapLines<T>(items: AsyncIterable<T>, read: (item: T) => string[]): AsyncGenerator<string[]> {
  for await (const item of items) yield read(item);
}
