"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { orpc } from "#lib/client";

/**
 * The project that the address names, and whose board is looked at: that project's, or with an empty scope everybody's. Read in the
 * browser, so that the page stays one for all addresses.
 */
export function useAskedProject() {
  const [slug, setSlug] = useState<string>();
  const [scope, setScope] = useState("");
  useEffect(() => {
    const named = new URLSearchParams(window.location.search).get("project");
    if (!named) return;
    setSlug(named);
    setScope(named);
  }, []);
  const { data } = useQuery({
    ...orpc.project.get.queryOptions({ input: { slug: slug ?? "" } }),
    enabled: slug !== undefined,
  });
  const asked = slug === undefined ? undefined : { slug, name: data?.name ?? slug };
  return { asked, scope, setScope };
}
