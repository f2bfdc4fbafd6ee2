import { rpcCall } from "#lib/api/context";
import { answerError } from "#lib/api/http";
import { answerTus } from "#lib/api/tus";
import { clientAddress } from "#lib/client-address";
import { AppError } from "#lib/domain/error";

/** Resumable uploads from the browser: session cookie, and the header that no other site can send. */
async function answer(request: Request): Promise<Response> {
  if (request.headers.get("x-csrf-token") !== "orpc") {
    return answerError(new AppError("auth.cross_site"), request.headers);
  }
  return answerTus(request, "/rpc/tus", rpcCall(clientAddress(request.headers)));
}

export { answer as DELETE, answer as HEAD, answer as PATCH, answer as POST };
