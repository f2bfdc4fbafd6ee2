"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useMe } from "#components/account/use-me";
import { useSitePath } from "#components/ui/use-site-path";
import { orpc } from "#lib/client";

/**
 * Leads the owner of a draft from its public address, where there is nothing yet, to its settings. The server decides who that is: anybody
 * else is told the same as of a project that does not exist, and nothing is drawn here.
 */
export function DraftDoor() {
  const router = useRouter();
  const slug = /^\/projects\/([^/]+)/.exec(useSitePath())?.[1] ?? "";
  const me = useMe();
  const { data } = useQuery({
    ...orpc.project.actions.queryOptions({ input: { slug } }),
    enabled: me !== undefined && slug !== "",
    retry: false,
  });
  const mayEdit = data?.actions.some(({ action, allowed }) => action === "edit" && allowed) ?? false;
  useEffect(() => {
    if (mayEdit) router.replace(`/projects/${slug}/settings`);
  }, [mayEdit, router, slug]);
  return null;
}
