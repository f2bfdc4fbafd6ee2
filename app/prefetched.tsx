import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";

type PrefetchedProps = {
  /** Fills the client with the queries that the children ask first. A failed one is left to the browser, which shows its error. */
  load(client: QueryClient): Promise<unknown>;
  children: ReactNode;
};

/** Renders children whose first queries were answered on the server. */
export async function Prefetched({ load, children }: PrefetchedProps) {
  const client = new QueryClient();
  await load(client);
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
