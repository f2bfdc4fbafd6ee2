import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";
import { env } from "./env";

const shared = globalThis as { assayPeerKnown?: boolean };

/**
 * Called once at start (instrumentation). Without TRUST_PROXY, what callers write into X-Forwarded-For is removed before Next reads
 * it; Next then fills in the peer of the connection, so that nobody escapes a rate limit by a made-up address.
 */
export function forgetForwardedHeaders(): void {
  if (shared.assayPeerKnown || env().trustProxy) return;
  shared.assayPeerKnown = true;
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    delete request.headers["x-forwarded-for"];
  });
}

/** The caller's network address as rate limits count it; an IPv6 caller is its /64. Null when it cannot be known. */
export function clientAddress(headers: Headers): string | null {
  if (!env().trustProxy && !shared.assayPeerKnown) return null;
  // The last one is what our own proxy (or Next) wrote; all before it came from outside.
  const last = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim();
  if (!last) return null;
  const address = last.replace(/^::ffff:(?=\d+\.)/i, "");
  return isIPv6(address) ? networkOf(address) : address.slice(0, 64);
}

/** First four groups of an IPv6 address: what one subscriber gets, and can change the rest of at will. */
function networkOf(address: string): string {
  const [head = "", tail] = address.split("%")[0]?.split("::") ?? [];
  const front = head === "" ? [] : head.split(":");
  const back = tail ? tail.split(":") : [];
  const gap = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array.from({ length: gap }, () => "0"), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
