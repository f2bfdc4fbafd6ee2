import { restCall } from "#lib/api/rest";
import { answerTus } from "#lib/api/tus";
import { clientAddress } from "#lib/client-address";

/** Resumable uploads through REST, by any tus client with a token. */
async function answer(request: Request): Promise<Response> {
  return answerTus(request, "/api/v1/tus", restCall(request.headers, clientAddress(request.headers)));
}

export { answer as DELETE, answer as HEAD, answer as OPTIONS, answer as PATCH, answer as POST };
