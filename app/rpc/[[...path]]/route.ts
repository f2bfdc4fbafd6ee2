import { BodyLimitPlugin, RPCHandler } from "@orpc/server/fetch";
import { SimpleCsrfProtectionHandlerPlugin } from "@orpc/server/plugins";
import { tellEarly } from "#lib/api/base";
import { rpcCall } from "#lib/api/context";
import { answerError, withHeaders } from "#lib/api/http";
import { router } from "#lib/api/router";
import { clientAddress } from "#lib/client-address";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";

const handler = new RPCHandler(router, {
  interceptors: [tellEarly],
  plugins: [new SimpleCsrfProtectionHandlerPlugin(), new BodyLimitPlugin({ maxBodySize: limits.bodyBytes })],
});

/** The router for the UI: session cookie and CSRF header, nothing else. A bearer token means nothing here. */
async function answer(request: Request): Promise<Response> {
  const call = rpcCall(clientAddress(request.headers));
  const { matched, response } = await handler.handle(request, { prefix: "/rpc", context: { call } });
  if (!matched) return answerError(new AppError("route.not_found"), request.headers);
  return withHeaders(response, call.refusal);
}

export { answer as GET, answer as POST };
