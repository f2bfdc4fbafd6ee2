import { answerReport } from "#lib/api/report";
import { restCall } from "#lib/api/rest";
import { clientAddress } from "#lib/client-address";

type Params = { params: Promise<{ id: string }> };

/** The refused rows of an import as a file, through REST. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  return answerReport(request, (await params).id, restCall(request.headers, clientAddress(request.headers)));
}
