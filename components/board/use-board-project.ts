"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { orpc } from "#lib/client";
import { limits } from "#lib/domain/limits";

type Named = { slug: string; name: string };

/**
 * Whose board is looked at: one project's, or with an empty scope everybody's. The address can name a project, and is kept in step, so
 * that it can be handed on. Read in the browser, so that the page stays one for all addresses.
 */
export function useBoardProject() {
  const [asked, setAsked] = useState("");
  const [scope, setScope] = useState("");
  useEffect(() => {
    const named = new URLSearchParams(window.location.search).get("project") ?? "";
    setAsked(named);
    setScope(named);
  }, []);
  const { data: page } = useQuery(orpc.project.list.queryOptions({ input: { limit: limits.pageSizeMax } }));
  const listed: Named[] = page?.items ?? [];
  const isListed = asked === "" || listed.some(({ slug }) => slug === asked);
  // Older than the newest hundred, or the list is still on its way.
  const { data: other } = useQuery({
    ...orpc.project.get.queryOptions({ input: { slug: asked } }),
    enabled: !isListed,
  });
  const projects = isListed ? listed : [{ slug: asked, name: other?.name ?? asked }, ...listed];
  const choose = (slug: string) => {
    setScope(slug);
    const address = new URL(window.location.href);
    if (slug) address.searchParams.set("project", slug);
    else address.searchParams.delete("project");
    window.history.replaceState(null, "", address);
  };
  return { projects, scope, choose };
}
