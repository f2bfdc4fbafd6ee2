import { createServer, connect as open, type Socket } from "node:net";

type Options = {
  /** Where the real server listens. */
  port: number;
  /** Every connection is cut when so many bytes have gone up since the last cut. */
  everyBytes?: number;
  /** Or every so many milliseconds. */
  everyMs?: number;
  /** How fast bytes go up at most. */
  bytesPerSecond?: number;
};

export type DropProxy = { port: number; drops: number; upBytes: number; close(): void };

/** A line to a server that breaks again and again, and counts what goes up. */
export async function startDropProxy(options: Options): Promise<DropProxy> {
  const { port, everyBytes = Number.POSITIVE_INFINITY, everyMs, bytesPerSecond } = options;
  const pairs = new Set<[Socket, Socket]>();
  let sinceDrop = 0;
  const proxy = { port: 0, drops: 0, upBytes: 0, close: () => {} };
  const drop = () => {
    if (pairs.size === 0) return;
    proxy.drops += 1;
    sinceDrop = 0;
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    pairs.clear();
  };
  const server = createServer((client) => {
    const target = open(port, "127.0.0.1");
    const pair: [Socket, Socket] = [client, target];
    pairs.add(pair);
    const end = () => {
      for (const socket of pair) socket.destroy();
      pairs.delete(pair);
    };
    for (const socket of pair) socket.on("error", end).on("close", end);
    target.pipe(client);
    client.on("data", (bytes) => {
      proxy.upBytes += bytes.byteLength;
      sinceDrop += bytes.byteLength;
      const isFull = !target.write(bytes);
      if (sinceDrop >= everyBytes) return drop();
      if (isFull || bytesPerSecond) client.pause();
      if (isFull) target.once("drain", () => client.resume());
      else if (bytesPerSecond) setTimeout(() => client.resume(), (bytes.byteLength / bytesPerSecond) * 1000);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy.port = (server.address() as { port: number }).port;
  const timer = everyMs === undefined ? undefined : setInterval(drop, everyMs);
  proxy.close = () => {
    clearInterval(timer);
    drop();
    server.close();
  };
  return proxy;
}
