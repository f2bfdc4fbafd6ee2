import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { notFound, redirect } from "next/navigation";
import type { ReactNode } from "react";
import { queriesOf, sessionApi } from "#lib/api/server";
import { reasonOf } from "#lib/sent-error";

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

/**
 * For pages of a project's own people: what this person may do there and the queries to prefetch. Leads whoever is not signed in to the sign-in
 * and back to `page`; a project that there is not, or not for them, is a page that there is not.
 */
export async function enterProject(slug: string, page: string) {
  const api = await sessionApi();
  const actions = await api.project.actions({ slug }).catch((error) => {
    if (reasonOf(error) === "project.not_found") notFound();
    throw error;
  });
  if (actions.roles.includes("anonymous")) redirect(`/sign-in?next=/projects/${slug}/${page}`);
  return { actions, queries: queriesOf(api) };
}
