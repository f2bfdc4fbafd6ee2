import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

type Asked = { id: number; method: string; params: unknown[] };
/** What a test answers in the node's place: a result, an error, or a status and no more; undefined leaves the call to the node. */
export type RpcAnswer =
  | { result: unknown }
  | { error: { code: number; message: string } }
  | { status: number }
  | undefined;

/** A door before a node that counts what is asked by method, and answers itself where a test wants. Without a node it answers nothing else. */
export async function rpcProxy(nodeUrl?: string) {
  const proxy = {
    url: "",
    asked: [] as string[],
    answer: (_method: string, _params: unknown[]): RpcAnswer | Promise<RpcAnswer> => undefined,
    stop: () => new Promise<void>((done) => void server.close(() => done()).closeAllConnections()),
    /** How often each method was asked since the last time. */
    take(): Record<string, number> {
      const counts: Record<string, number> = {};
      for (const method of proxy.asked.splice(0)) counts[method] = (counts[method] ?? 0) + 1;
      return counts;
    },
  };
  const reply = async (text: string): Promise<string | number> => {
    const { id, method, params } = JSON.parse(text) as Asked;
    proxy.asked.push(method);
    const own = await proxy.answer(method, params);
    if (own && "status" in own) return own.status;
    if (own) return JSON.stringify({ jsonrpc: "2.0", id, ...own });
    if (!nodeUrl)
      return JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32_601, message: "Method not enabled" } });
    const headers = { "content-type": "application/json" };
    return (await fetch(nodeUrl, { method: "POST", headers, body: text })).text();
  };
  const server = createServer(async (request, response) => {
    const answered = await reply(await bodyOf(request)).catch(() => undefined);
    if (answered === undefined) return void response.destroy();
    const status = typeof answered === "number" ? answered : 200;
    response.writeHead(status, { "content-type": status === 200 ? "application/json" : "text/plain" });
    response.end(status === 200 ? answered : "an error page");
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}
export type RpcProxy = Awaited<ReturnType<typeof rpcProxy>>;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const bytes of request) text += String(bytes);
  return text;
}
