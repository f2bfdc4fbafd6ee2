"use client";

import { useTranslations } from "next-intl";
import { NavTabs } from "#components/ui/tabs";

const hrefs = {
  users: "/admin",
  projects: "/admin/projects",
  treasury: "/admin/treasury",
  jobs: "/admin/jobs",
  audit: "/admin/audit",
} as const;

export function AdminNav() {
  const t = useTranslations("admin");
  const tabs = (Object.keys(hrefs) as (keyof typeof hrefs)[]).map((key) => ({
    href: hrefs[key],
    label: t(`tab.${key}`),
  }));
  return <NavTabs label={t("nav")} tabs={tabs} />;
}
