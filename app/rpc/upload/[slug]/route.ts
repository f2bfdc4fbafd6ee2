import { rpcCall } from "#lib/api/context";
import { answerError } from "#lib/api/http";
import { answerUpload } from "#lib/api/upload";
import { clientAddress } from "#lib/client-address";
import { AppError } from "#lib/domain/error";

type Params = { params: Promise<{ slug: string }> };

/** A file for import from the browser: session cookie, and the header that no other site can send. */
export async function POST(request: Request, { params }: Params): Promise<Response> {
  if (request.headers.get("x-csrf-token") !== "orpc") {
    return answerError(new AppError("auth.cross_site"), request.headers);
  }
  return answerUpload(request, (await params).slug, rpcCall(clientAddress(request.headers)));
}
