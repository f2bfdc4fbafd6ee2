import { Agent, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { HttpRequest, HttpResponse, HttpStack } from "tus-js-client";

/**
 * Sends the bytes of an upload as they lie in memory, their length said before. The client's own way cuts them into pieces of 16 kB and says
 * no length, which costs both ends more than all the rest.
 */
export const wholeBodies: HttpStack = {
  createRequest: (method, url) => makeRequest(method, url),
  getName: () => "wholeBodies",
};

// A connection for each pack that is under way.
const agent = new Agent({ keepAlive: true });

function makeRequest(method: string, url: string): HttpRequest {
  const headers = new Map<string, string>();
  const request = url.startsWith("https:") ? httpsRequest(url, { method }) : httpRequest(url, { method, agent });
  let tell: (bytesSent: number) => void = () => {};
  return {
    getMethod: () => method,
    getURL: () => url,
    setHeader: (name, value) => void headers.set(name, value),
    getHeader: (name) => headers.get(name),
    setProgressHandler: (handler) => {
      tell = handler;
    },
    send: async (body: Uint8Array | null | undefined) => {
      for (const [name, value] of headers) request.setHeader(name, value);
      request.setHeader("content-length", body?.byteLength ?? 0);
      const answer = new Promise<HttpResponse>((resolve, reject) => {
        request.once("error", reject).once("response", (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.once("error", reject).once("end", () =>
            resolve({
              getStatus: () => response.statusCode ?? 0,
              getHeader: (name) => response.headers[name.toLowerCase()]?.toString(),
              getBody: () => Buffer.concat(chunks).toString("utf8"),
              getUnderlyingObject: () => response,
            }),
          );
        });
      });
      request.end(body ?? undefined);
      const response = await answer;
      tell(body?.byteLength ?? 0);
      return response;
    },
    abort: async () => void request.destroy(),
    getUnderlyingObject: () => request,
  };
}
