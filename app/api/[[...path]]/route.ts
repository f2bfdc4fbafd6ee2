import { OpenAPIHandler } from "@orpc/openapi/fetch";
import { tellEarly } from "#lib/api/base";
import { answerError } from "#lib/api/http";
import { openApiText } from "#lib/api/openapi";
import { answerRemovalFeed } from "#lib/api/removal-feed";
import { answerRest, type Handle, methodOf, restCall } from "#lib/api/rest";
import { router } from "#lib/api/router";
import { allowedMethods } from "#lib/api/routes";
import { clientAddress } from "#lib/client-address";
import { AppError } from "#lib/domain/error";

const PREFIX = "/api/v1";

const handler = new OpenAPIHandler(router, { interceptors: [tellEarly] });
const handle: Handle = async (request, call) => {
  const { response } = await handler.handle(request, { prefix: PREFIX, context: { call } });
  return response;
};

/** The router as public REST, for bearer tokens only; its description is open to all. */
async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const method = methodOf(request);
  if (pathname === "/api/openapi.json" && method === "GET") return describe();
  const feed = method === "GET" ? await answerRemovalFeed(new URL(request.url)) : undefined;
  if (feed) return feed;
  const methods = pathname.startsWith(`${PREFIX}/`) ? allowedMethods(pathname.slice(PREFIX.length)) : [];
  if (methods.length === 0) return answerError(new AppError("route.not_found"), request.headers);
  if (!methods.includes(method)) return refuseMethod(request, methods);
  return answerRest(request, restCall(request.headers, clientAddress(request.headers)), handle);
}

function refuseMethod(request: Request, methods: string[]): Response {
  const allowed = methods.join(", ");
  const response = answerError(new AppError("route.method_not_allowed", { details: { allowed } }), request.headers);
  response.headers.set("allow", allowed);
  return response;
}

async function describe(): Promise<Response> {
  const headers = { "content-type": "application/json", "cache-control": "public, max-age=60" };
  return new Response(await openApiText(), { headers });
}

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
