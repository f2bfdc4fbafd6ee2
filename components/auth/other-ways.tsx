"use client";

import { useMutation } from "@tanstack/react-query";
import { Mail } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button";
import { goToProvider } from "./session-request";

const providerNames = { github: "GitHub", google: "Google" } as const;

type OtherWaysProps = {
  ways: { github: boolean; google: boolean; emailLink: boolean };
  next: string;
  onLink: () => void;
  linkPending: boolean;
};

/** Ways to sign in beside the password; nothing at all where none is set up. */
export function OtherWays({ ways, next, onLink, linkPending }: OtherWaysProps) {
  const t = useTranslations("auth.signIn");
  const go = useMutation({ mutationFn: (provider: string) => goToProvider(provider, next) });
  const providers = (["github", "google"] as const).filter((provider) => ways[provider]);
  if (providers.length === 0 && !ways.emailLink) return null;
  return (
    <div className="mt-5 flex flex-col gap-2.5">
      <p className="flex items-center gap-3 text-faint text-sm before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
        {t("or")}
      </p>
      {ways.emailLink ? (
        <Button size="lg" icon={<Mail aria-hidden="true" />} onClick={onLink} pending={linkPending}>
          {t("link")}
        </Button>
      ) : null}
      {providers.map((provider) => (
        <Button
          key={provider}
          size="lg"
          onClick={() => go.mutate(provider)}
          pending={(go.isPending || go.isSuccess) && go.variables === provider}
        >
          {t("with", { provider: providerNames[provider] })}
        </Button>
      ))}
    </div>
  );
}
