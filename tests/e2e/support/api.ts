import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import { SimpleCsrfProtectionLinkPlugin } from "@orpc/client/plugins";
import type { APIRequestContext } from "@playwright/test";
import type { ApiClient } from "#lib/api/router";

export type Api = ApiClient;

const baseURL = `http://localhost:${process.env.E2E_PORT}`;

/** The procedures as the pages call them, with the cookies of somebody's browser: for what a test needs but is not about. */
export function apiOf(browser: APIRequestContext): Api {
  const link = new RPCLink({
    url: `${baseURL}/rpc`,
    plugins: [new SimpleCsrfProtectionLinkPlugin()],
    fetch: async (request) => {
      const answer = await browser.fetch(request.url, {
        method: request.method,
        headers: Object.fromEntries(request.headers),
        data: request.method === "GET" ? undefined : Buffer.from(await request.arrayBuffer()),
        // A kept connection may close just as it is used again; browsers try anew by themselves.
        maxRetries: 2,
      });
      return new Response(Uint8Array.from(await answer.body()), { status: answer.status(), headers: answer.headers() });
    },
  });
  return createORPCClient(link);
}
