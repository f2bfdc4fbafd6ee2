"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { BadgeCheck, CircleDashed } from "lucide-react";
import { useTranslations } from "next-intl";
import { goToProvider } from "#components/auth/session-request";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { DefinitionList } from "#components/ui/definition-list";
import { orpc } from "#lib/client";
import { useMe } from "./use-me";

const names = { github: "GitHub", google: "Google" } as const;

/** The e-mail address, and the sign-ins of other sites that lead into this account. */
export function WaysCard() {
  const t = useTranslations("account");
  const me = useMe();
  const { data: ways } = useQuery(orpc.account.signInOptions.queryOptions({ input: {} }));
  const connect = useMutation({ mutationFn: (provider: string) => goToProvider(provider, "/account/security") });
  if (!me) return null;
  const providers = (["github", "google"] as const).filter((one) => ways?.[one] || me.identities.includes(one));
  const email = {
    key: "email",
    term: t("email.label"),
    detail: (
      <span className="flex flex-wrap items-center gap-2">
        <span className="break-all">{me.email}</span>
        <Confirmed isConfirmed={me.emailVerified} />
      </span>
    ),
  };
  const others = providers.map((provider) => ({
    key: provider,
    term: names[provider],
    detail: me.identities.includes(provider) ? (
      <Badge tone="success" icon={<BadgeCheck aria-hidden="true" />}>
        {t("ways.connected")}
      </Badge>
    ) : (
      <Button size="sm" onClick={() => connect.mutate(provider)} pending={connect.isPending}>
        {t("ways.connect", { provider: names[provider] })}
      </Button>
    ),
  }));
  return (
    <Card title={t("ways.title")}>
      <p className="mb-3 text-muted text-sm">{t("ways.lead")}</p>
      <DefinitionList items={[email, ...others]} />
    </Card>
  );
}

function Confirmed({ isConfirmed }: { isConfirmed: boolean }) {
  const t = useTranslations("account.email");
  return isConfirmed ? (
    <Badge tone="success" icon={<BadgeCheck aria-hidden="true" />}>
      {t("confirmed")}
    </Badge>
  ) : (
    <Badge icon={<CircleDashed aria-hidden="true" />}>{t("unconfirmed")}</Badge>
  );
}
