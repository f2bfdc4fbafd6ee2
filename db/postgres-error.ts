import { isAppError } from "#lib/domain/error";
import { refusal } from "#lib/refusal";

/** PgBouncer's answer to settings in the start-up packet. */
export function isStartupParameterError(error: unknown): boolean {
  return error instanceof Error && /unsupported startup parameter/i.test(error.message);
}

export function explainOldServer(url: string, version: number, oldest: number): Error {
  return refusal(
    "database.unavailable",
    `PostgreSQL at ${place(url)} is version ${version}; Assay needs ${oldest} or newer. Upgrade it (pg_upgrade), or use another server.`,
  );
}

/** Turns what the driver says at the first connection into what a person can act on; never shows the password. */
export function explainConnectError(url: string, error: unknown): Error {
  if (isAppError(error)) return error;
  const { code, message } = error as { code?: string; message: string };
  return refusal("database.unavailable", `${advice(url, code, message)}`, error);
}

function advice(url: string, code: string | undefined, message: string): string {
  const where = place(url);
  switch (code) {
    case "ECONNREFUSED":
      return `Nothing answers at ${where}. Start PostgreSQL there, or correct DATABASE_URL.`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `The host of the database is unknown: ${where}. Correct the host name in DATABASE_URL, or check the name service.`;
    case "ENOENT":
      return `There is no PostgreSQL socket at ${where}. Start PostgreSQL, or correct DATABASE_URL.`;
    case "28P01":
    case "28000":
      return `PostgreSQL at ${where} refuses the sign-in as ${user(url)}: ${message}. Correct user and password in DATABASE_URL, or pg_hba.conf.`;
    case "3D000":
      return `The database does not exist: ${where}. Make it (createdb), or correct its name at the end of DATABASE_URL.`;
    case "53300":
      return `PostgreSQL at ${where} has no connection left. Raise max_connections, or stop what holds them.`;
    case "57P03":
      return `PostgreSQL at ${where} is still starting or stopping. Try again when it is ready.`;
    default:
      return `Cannot use PostgreSQL at ${where}: ${message || code || "no answer"}. Check that it runs, is reachable from here, and that DATABASE_URL is right.`;
  }
}

function place(url: string): string {
  try {
    const { hostname, port, pathname, searchParams } = new URL(url);
    return `${hostname || searchParams.get("host") || "localhost"}:${port || 5432}${pathname}`;
  } catch {
    return "the address in DATABASE_URL";
  }
}

function user(url: string): string {
  try {
    return `"${decodeURIComponent(new URL(url).username)}"`;
  } catch {
    return "the user of DATABASE_URL";
  }
}
