import { rpcCall } from "#lib/api/context";
import { answerMemberReport } from "#lib/api/report";
import { clientAddress } from "#lib/client-address";

type Params = { params: Promise<{ id: string }> };

/** The refused members of an archive as a file, for the person who is signed in. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  return answerMemberReport(request, (await params).id, rpcCall(clientAddress(request.headers)));
}
