"use client";

import { Unlink } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { LinkButton } from "#components/ui/link-button";
import { Notice } from "./notice";
import { useFragment } from "./use-address";

/** Signs in by a mailed link after a press: programs that look into mail open links too, and this one works once. */
export function LinkPanel() {
  const t = useTranslations("auth.link");
  const fragment = useFragment();
  const [pending, setPending] = useState(false);
  const params = new URLSearchParams(fragment ?? "");
  const email = params.get("email");
  if (fragment !== undefined && (!email || !params.get("token"))) {
    return (
      <Notice
        icon={<Unlink />}
        title={t("title")}
        action={
          <LinkButton href="/sign-in" variant="primary">
            {t("again")}
          </LinkButton>
        }
      >
        {t("broken")}
      </Notice>
    );
  }
  const enter = () => {
    setPending(true);
    window.location.assign(`/api/auth/callback/email?${params}`);
  };
  return (
    <Card>
      <div className="flex flex-col gap-4">
        <p className="min-h-6 break-words">{email ? t("lead", { email }) : null}</p>
        <Button variant="primary" size="lg" onClick={enter} pending={pending || !email}>
          {t("button")}
        </Button>
      </div>
    </Card>
  );
}
