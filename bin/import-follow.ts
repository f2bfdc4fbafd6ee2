import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { refusal } from "#lib/refusal";
import type { RestClient } from "./api-client";
import { batchAnswer } from "./import-answer";

const POLL_MS = 500;
const BAR_CHARS = 30;

/** A bar of how far something is; on a terminal it stays on its line. */
export function showShare(share: number, text: string): string {
  const filled = Math.round(Math.min(1, share) * BAR_CHARS);
  const bar = `[${"#".repeat(filled)}${"-".repeat(BAR_CHARS - filled)}] ${Math.round(share * 100)} %`;
  const line = `${bar}  ${text}`;
  if (process.stderr.isTTY) process.stderr.write(`\r${line}\x1b[K`);
  return line;
}

/** Shows the progress until the import is over. */
export async function followImport(client: RestClient, id: string): Promise<void> {
  for (;;) {
    const batch = await client.get(`/imports/${id}`, batchAnswer);
    const share = batch.sizeBytes > 0 ? Math.min(1, batch.readBytes / batch.sizeBytes) : 1;
    const line = showShare(share, `${batch.acceptedRows} taken, ${batch.refusedRows} refused`);
    if (batch.state !== "running") {
      say(process.stderr.isTTY ? "" : line);
      if (batch.state === "finished") return;
      throw refusal(
        "batch.wrong_state",
        `The import was ${batch.state}${batch.failure ? ` (${batch.failure})` : ""}; ${batch.acceptedRows} rows had been taken.${batch.canResume ? ` Go on with --resume ${id}.` : ""}`,
      );
    }
    await new Promise((next) => setTimeout(next, POLL_MS));
  }
}

/** Writes the refused rows beside the file; the exit code says whether there were any. */
export async function reportImport(client: RestClient, id: string, file: string): Promise<void> {
  const batch = await client.get(`/imports/${id}`, batchAnswer);
  process.stdout.write(`${JSON.stringify({ import: id, taken: batch.acceptedRows, refused: batch.refusedRows })}\n`);
  if (batch.flaggedRows > 0) {
    say(
      `${batch.flaggedRows} of the rows taken are marked for reviewers (personal data, or much like another): see GET /api/v1/imports/${id}/flags`,
    );
  }
  if (batch.refusedRows === 0) return;
  const target = `${file}.refused.csv`;
  const response = await fetch(`${client.url}/api/v1/imports/${id}/report`, {
    headers: {
      authorization: `Bearer ${process.env.ASSAY_TOKEN?.trim()}`,
      "accept-language": (process.env.LANG ?? "en").replace("_", "-"),
    },
  });
  if (!response.ok || !response.body)
    throw refusal("internal", `The report of refused rows could not be read (status ${response.status}).`);
  await pipeline(response.body, createWriteStream(target));
  say(`${batch.refusedRows} rows were refused: see ${target}`);
  process.exitCode = 2;
}

// Progress goes to standard error, so that standard output holds the result alone.
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
