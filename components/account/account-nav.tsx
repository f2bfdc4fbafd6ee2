"use client";

import { useTranslations } from "next-intl";
import { NavTabs } from "#components/ui/tabs";

const hrefs = {
  profile: "/account",
  security: "/account/security",
  tokens: "/account/tokens",
  data: "/account/data",
} as const;

export function AccountNav() {
  const t = useTranslations("account");
  const tabs = (Object.keys(hrefs) as (keyof typeof hrefs)[]).map((key) => ({
    href: hrefs[key],
    label: t(`tab.${key}`),
  }));
  return <NavTabs label={t("nav")} tabs={tabs} />;
}
