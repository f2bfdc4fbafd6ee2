import { makeCtx } from "#lib/request-ctx";
import { readHealth } from "#lib/services/health";

/** For load balancers and the start script: 200 when everything is ready, else 503 with the parts that fail. No secrets, no counts. */
export async function answerHealth(): Promise<Response> {
  const health = await readHealth(() => makeCtx({ kind: "anonymous" }));
  const headers = { "cache-control": "no-store", ...(health.ready ? {} : { "retry-after": "5" }) };
  return Response.json(health, { status: health.ready ? 200 : 503, headers });
}
