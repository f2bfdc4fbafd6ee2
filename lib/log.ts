import pino from "pino";
import { env } from "./env";

const SECRET_FIELDS = ["password", "secret", "token", "authorization", "cookie", "databaseUrl", "smtpUrl"];

let made: pino.Logger | undefined;

/** The one logger: JSON lines on standard error. Fields that hold secrets are blanked at any of the first three depths. */
export function log(): pino.Logger {
  made ??= createLogger(env().logLevel);
  return made;
}

/** Standard error, so that what a command prints for programs to read stays clean; tests write elsewhere. */
export function createLogger(level: string, destination: pino.DestinationStream = pino.destination(2)): pino.Logger {
  const options: pino.LoggerOptions = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: "[secret]" },
    serializers: { error: describeError },
  };
  return pino(options, destination);
}

/** An error and its causes, without the parameters of a failed query: those hold what people wrote, and password hashes. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return {
    name: error.name,
    message: error.message.split("\nparams: ")[0],
    code,
    constraint,
    at: error.stack
      ?.split("\n")
      .filter((line) => line.startsWith("    at "))
      .slice(0, 12)
      .map((line) => line.slice(7)),
    cause: error.cause === undefined ? undefined : describeError(error.cause),
  };
}
