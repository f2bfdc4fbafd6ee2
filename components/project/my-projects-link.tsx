"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { LinkButton } from "#components/ui/link-button";
import { orpc } from "#lib/client";

/** To one's own projects, for who is signed in; the page around it is everybody's. */
export function MyProjectsLink() {
  const t = useTranslations("project.mine");
  const { data: me } = useQuery(orpc.account.me.queryOptions({ input: {} }));
  return me ? (
    <LinkButton href="/me/projects" variant="ghost">
      {t("title")}
    </LinkButton>
  ) : null;
}
