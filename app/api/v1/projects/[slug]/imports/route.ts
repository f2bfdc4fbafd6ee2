import { restCall } from "#lib/api/rest";
import { answerUpload } from "#lib/api/upload";
import { clientAddress } from "#lib/client-address";

type Params = { params: Promise<{ slug: string }> };

/** A file for import through REST: the body is the file, `?name=` its name. */
export async function POST(request: Request, { params }: Params): Promise<Response> {
  return answerUpload(request, (await params).slug, restCall(request.headers, clientAddress(request.headers)));
}
