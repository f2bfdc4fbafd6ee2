import type { ModelCaller } from "#lib/domain/adapter";
import type { ModelReply } from "#lib/domain/model-endpoint";
import { openText, sealText } from "./secret-box";

/** Asks models over HTTP, at the origins of a list and nowhere else. Nothing of a request, and no key, is ever in an error. */
export function modelCaller(origins: readonly string[], secret: () => string): ModelCaller {
  const isAllowed = (address: string) => {
    if (!URL.canParse(address)) return false;
    const url = new URL(address);
    return url.username === "" && url.password === "" && origins.includes(url.origin);
  };
  return {
    origins,
    isAllowed,
    post: async ({ address, key, body, timeoutMs, maxBytes, ended }) => {
      if (!isAllowed(address)) throw new Error("this address may not be asked");
      const limit = AbortSignal.timeout(timeoutMs);
      const ending = new AbortController();
      ended.then(() => ending.abort());
      try {
        const answer = await fetch(address, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            accept: "application/json",
            ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          },
          body,
          // Where it leads to may be anything, also inside the operator's network.
          redirect: "manual",
          signal: AbortSignal.any([limit, ending.signal]),
        });
        return await readReply(answer, maxBytes);
      } catch {
        ending.signal.throwIfAborted();
        return { fault: limit.aborted ? "timeout" : "unreachable" };
      }
    },
    sealKey: (key, place) => sealText(secret(), place, key),
    openKey: (sealed, place) => openText(secret(), place, sealed),
  };
}

async function readReply(answer: Response, maxBytes: number): Promise<ModelReply> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    length += (chunk as Uint8Array).byteLength;
    // Leaving the loop ends the request: no more is read.
    if (length > maxBytes) return { fault: "too_large" };
    chunks.push(chunk as Uint8Array);
  }
  const retryAfterMs = readRetryAfter(answer.headers.get("retry-after"), Date.now());
  return { status: answer.status, text: Buffer.concat(chunks).toString("utf8"), retryAfterMs };
}

/** Milliseconds that a server wants to be left alone for: RFC 9110, seconds or a date; null where it says nothing that can be read. */
export function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
