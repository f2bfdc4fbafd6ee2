import { answerMemberReport } from "#lib/api/report";
import { restCall } from "#lib/api/rest";
import { clientAddress } from "#lib/client-address";

type Params = { params: Promise<{ id: string }> };

/** The refused members of an archive as a file, through REST. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  return answerMemberReport(request, (await params).id, restCall(request.headers, clientAddress(request.headers)));
}
