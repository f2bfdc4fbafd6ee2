import { answerLabels } from "#lib/api/label-file";
import { restCall } from "#lib/api/rest";
import { clientAddress } from "#lib/client-address";

type Params = { params: Promise<{ slug: string }> };

/** The labels of a project as a file, through REST. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  return answerLabels(request, (await params).slug, restCall(request.headers, clientAddress(request.headers)));
}
