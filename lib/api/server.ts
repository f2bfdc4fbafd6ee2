import { createRouterClient } from "@orpc/server";
import { createTanstackQueryUtils } from "@orpc/tanstack-query";
import type { Actor } from "#lib/services/context";
import { pageCall } from "./context";
import { type ApiClient, router } from "./router";

/** The router, in process, as nobody in particular: for public pages, which are rendered ahead of requests. */
export function publicApi(): ApiClient {
  return apiOf({ kind: "anonymous" });
}

/** The router, in process, as the person who is signed in; reading the session makes the page dynamic. */
export async function sessionApi(): Promise<ApiClient> {
  const { sessionActor } = await import("#lib/auth");
  // Asked before the router is entered: what Next throws here to make a page dynamic must reach Next.
  return apiOf(await sessionActor());
}

/** Query options under the same keys as `orpc` in the browser, for prefetching: `queriesOf(publicApi()).board.list.queryOptions(…)`. */
export function queriesOf(api: ApiClient) {
  return createTanstackQueryUtils(api);
}

function apiOf(actor: Actor): ApiClient {
  return createRouterClient(router, { context: () => ({ call: pageCall(actor) }) });
}
