import { rpcCall } from "#lib/api/context";
import { answerLabels } from "#lib/api/label-file";
import { clientAddress } from "#lib/client-address";

type Params = { params: Promise<{ slug: string }> };

/** The labels of a project as a file, for the person who is signed in. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  return answerLabels(request, (await params).slug, rpcCall(clientAddress(request.headers)));
}
