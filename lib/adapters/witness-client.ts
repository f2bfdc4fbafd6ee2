import { toBase64 } from "#lib/ledger/base64";
import { type NoteSignature, parseSignatureLines } from "#lib/ledger/note";

export type AddCheckpoint = {
  /** Size that the witness is believed to know, and the proof from it to the note's size. */
  oldSize: number;
  proof: readonly Uint8Array[];
  note: string;
};

export type AddCheckpointAnswer =
  | { ok: true; lines: NoteSignature[] }
  | { ok: false; reason: "conflict"; size: number }
  | { ok: false; reason: "refused" | "unreachable" | "bad_answer"; detail: string };

const MAX_ANSWER_BYTES = 64 * 1024;
const SIZE_TYPE = "text/x.tlog.size";

/** Asks a witness to cosign a checkpoint: C2SP tlog-witness v1.0.0, `add-checkpoint`. Never throws; follows no redirects. */
export async function addCheckpoint(
  url: string,
  request: AddCheckpoint,
  timeoutMs: number,
): Promise<AddCheckpointAnswer> {
  const proof = request.proof.map((hash) => `${toBase64(hash)}\n`).join("");
  const body = `old ${request.oldSize}\n${proof}\n${request.note}`;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const address = `${url.replace(/\/+$/, "")}/add-checkpoint`;
    const answer = await fetch(address, { method: "POST", body, redirect: "error", signal });
    return readAnswer(answer.status, answer.headers.get("content-type"), await readText(answer));
  } catch (error) {
    const why = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : "";
    return { ok: false, reason: "unreachable", detail: why };
  }
}

function readAnswer(status: number, type: string | null, text: string): AddCheckpointAnswer {
  if (status === 200) {
    const lines = parseSignatureLines(text);
    return lines ? { ok: true, lines } : { ok: false, reason: "bad_answer", detail: "no signature lines" };
  }
  const size = /^(0|[1-9]\d{0,15})\n$/.exec(text)?.[1];
  if (status === 409 && type?.startsWith(SIZE_TYPE) && size !== undefined && Number.isSafeInteger(Number(size))) {
    return { ok: false, reason: "conflict", size: Number(size) };
  }
  return { ok: false, reason: "refused", detail: `status ${status}` };
}

async function readText(answer: Response): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > MAX_ANSWER_BYTES) throw new Error("the answer is too long");
  }
  return text + decoder.decode();
}
