import { answerLog } from "#lib/api/log";

export const dynamic = "force-dynamic";

type Params = { params: Promise<{ path: string[] }> };

/** The public transparency log: C2SP tlog-tiles, for any client. A running server answers before this: lib/log-lane.ts. */
export async function GET(_request: Request, { params }: Params): Promise<Response> {
  const { status, headers, body } = await answerLog((await params).path.join("/"));
  return new Response(body as BodyInit, { status, headers });
}
