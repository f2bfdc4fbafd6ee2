import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import { SimpleCsrfProtectionLinkPlugin } from "@orpc/client/plugins";
import { createTanstackQueryUtils } from "@orpc/tanstack-query";
import type { ApiClient } from "./api/router";

const link = new RPCLink({
  // Asked at each call: on the server (first render) there is no location, and nothing is fetched there.
  url: () => new URL("/rpc", window.location.origin),
  plugins: [new SimpleCsrfProtectionLinkPlugin()],
});

/** Procedures as plain calls: `await api.token.list({})`. */
export const api: ApiClient = createORPCClient(link);

/** Procedures for react-query: `useQuery(orpc.token.list.queryOptions({ input }))`. */
export const orpc = createTanstackQueryUtils(api);

export type { ApiInputs, ApiOutputs } from "./api/router";
