import { answerLog } from "#lib/api/log";

export const dynamic = "force-dynamic";

type Params = { params: Promise<{ path: string[] }> };

/** The public transparency log: C2SP tlog-tiles, for any client. */
export async function GET(_request: Request, { params }: Params): Promise<Response> {
  return answerLog((await params).path.join("/"));
}
