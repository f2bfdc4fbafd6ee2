"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { LinkButton } from "#components/ui/link-button";
import { orpc } from "#lib/client";

/** For somebody who is signed in already and came here by an old link. */
export function SignedInNote({ next }: { next: string }) {
  const t = useTranslations("auth.signIn");
  const { data: me } = useQuery(orpc.account.me.queryOptions({ input: {} }));
  if (!me) return null;
  return (
    <Alert
      className="mb-4"
      title={t("signedInAs", { handle: me.handle })}
      action={
        <LinkButton href={next} size="sm">
          {t("continue")}
        </LinkButton>
      }
    >
      {t("otherAccount")}
    </Alert>
  );
}
