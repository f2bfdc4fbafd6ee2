import { isAppError } from "#lib/domain/error";
import { refusalText } from "#lib/refusal";

/** Ends the command with one clear message on standard error; a stack only for what nobody foresaw, and only when asked for. */
export function exitWith(error: unknown): never {
  process.stderr.write(`\n${describe(error)}\n`);
  if (process.env.LOG_LEVEL === "debug")
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

/** Input: whatever was thrown. Output: what the person at the terminal reads of it. */
export function describe(error: unknown): string {
  const text = refusalText(error);
  if (text) return text;
  if (isDiskFull(error))
    return "The disk that holds the data is full. Free some space and start again; nothing that was finished is lost.";
  if (isAppError(error)) return `Refused (${error.reason})${details(error.details)}.`;
  const causes: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    causes.push(cause.message.split("\nparams: ")[0] ?? "");
  return `Something unforeseen went wrong: ${causes.join(": ") || String(error)}\nLOG_LEVEL=debug shows where.`;
}

function isDiskFull(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (code === "ENOSPC" || code === "53100" || /No space left on device/.test(cause.message)) return true;
  }
  return false;
}

function details(values: object): string {
  return Object.keys(values).length > 0 ? ` ${JSON.stringify(values)}` : "";
}
