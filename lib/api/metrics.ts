import { AppError } from "#lib/domain/error";
import { equalBytes } from "#lib/ledger/hash";
import { logPolicy } from "#lib/log-policy";
import { makeCtx } from "#lib/request-ctx";
import { sha256 } from "#lib/services/hash";
import { readHealth } from "#lib/services/health";
import { readMetrics } from "#lib/services/metric-read";
import { answerError } from "./http";
import { metricsText, metricsType } from "./metric-text";

/**
 * For a Prometheus that sends the token; without a configured token there is no such address. Not open to callers from this computer: behind
 * a reverse proxy everybody is one. A database that cannot be read leaves out what is in it and still tells of the process.
 */
export async function answerMetrics(request: Request, token: string | undefined): Promise<Response> {
  if (!token) return answerError(new AppError("route.not_found"), request.headers);
  const [, given = ""] = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  // Compared by hash: how long that takes says nothing of the token.
  if (!equalBytes(sha256(given), sha256(token))) return answerError(new AppError("auth.required"), request.headers);
  const health = await readHealth(() => makeCtx({ kind: "anonymous" }));
  const isReadable = health.parts.migrations === "ok";
  const reading = isReadable ? await readAll().catch(() => undefined) : undefined;
  const headers = { "content-type": metricsType, "cache-control": "no-store" };
  return new Response(await metricsText(health, reading), { headers });
}

async function readAll() {
  return readMetrics(await makeCtx({ kind: "system" }), logPolicy());
}
