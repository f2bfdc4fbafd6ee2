import pino from "pino";
import { env } from "./env";

const SECRET_FIELDS = ["password", "secret", "token", "authorization", "cookie", "databaseUrl", "smtpUrl"];

let made: pino.Logger | undefined;

/** The one logger: JSON lines on standard output. Fields that hold secrets are blanked at any of the first three depths. */
export function log(): pino.Logger {
  made ??= createLogger(env().logLevel);
  return made;
}

/** For tests: the same logger, writing where it is told. */
export function createLogger(level: string, destination?: pino.DestinationStream): pino.Logger {
  const options: pino.LoggerOptions = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: "[secret]" },
    serializers: { error: pino.stdSerializers.errWithCause },
  };
  return destination ? pino(options, destination) : pino(options);
}
