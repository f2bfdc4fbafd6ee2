import { type NoteSignature, parseSignatureLines } from "#lib/ledger/note";
import { formatWitnessRequest, type WitnessRequest } from "./witness-request";

export type AddCheckpointAnswer =
  | { ok: true; lines: NoteSignature[] }
  /** The witness knows another size than `oldSize`, or another root of the same size. */
  | { ok: false; reason: "conflict"; size: number }
  | { ok: false; reason: "refused" | "unreachable" | "bad_answer"; detail: string };

const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_DETAIL_CHARS = 200;
const SIZE_TYPE = "text/x.tlog.size";

/**
 * Asks a witness to cosign a checkpoint: C2SP tlog-witness v1.0.0, `add-checkpoint`. The lines are not verified here. Never throws; follows
 * no redirects; the time limit holds for the whole answer.
 */
export async function addCheckpoint(
  url: string,
  request: WitnessRequest,
  timeoutMs: number,
): Promise<AddCheckpointAnswer> {
  try {
    const address = `${url.replace(/\/+$/, "")}/add-checkpoint`;
    const answer = await fetch(address, {
      method: "POST",
      body: formatWitnessRequest(request),
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await readText(answer);
    if (text === undefined) return { ok: false, reason: "bad_answer", detail: "the answer is too long" };
    return readAnswer(answer.status, answer.headers.get("content-type"), text);
  } catch (error) {
    return { ok: false, reason: "unreachable", detail: causeOf(error) };
  }
}

function readAnswer(status: number, type: string | null, text: string): AddCheckpointAnswer {
  if (status === 200) {
    const lines = parseSignatureLines(text);
    return lines ? { ok: true, lines } : { ok: false, reason: "bad_answer", detail: "no signature lines" };
  }
  if (status !== 409) return { ok: false, reason: "refused", detail: withExcerpt(`status ${status}`, text) };
  const size = /^(0|[1-9]\d{0,15})\n$/.exec(text)?.[1];
  const isSize = type?.split(";")[0]?.trim() === SIZE_TYPE && Number.isSafeInteger(Number(size ?? Number.NaN));
  if (isSize) return { ok: false, reason: "conflict", size: Number(size) };
  return { ok: false, reason: "bad_answer", detail: "status 409 without a size" };
}

/** What the witness says of it, as far as it is plain text: a stranger's words end up on the operator's screen. */
function withExcerpt(detail: string, text: string): string {
  const excerpt = (text.split("\n")[0] ?? "").replace(/[^\x20-\x7e]/g, "?").slice(0, MAX_DETAIL_CHARS);
  return excerpt ? `${detail}: ${excerpt}` : detail;
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "no answer in time";
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}

/** The body; undefined when it is too long, of which no more is read then. */
async function readText(answer: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    length += (chunk as Uint8Array).length;
    if (length > MAX_ANSWER_BYTES) return undefined;
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString("utf8");
}
