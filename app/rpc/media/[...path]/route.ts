import { answerMedia } from "#lib/api/media";

type Params = { params: Promise<{ path: string[] }> };

/** A published image under its signed address. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  return answerMedia(request, (await params).path);
}
