"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useSitePath } from "#components/ui/use-site-path";
import { isWithin, useNavItems } from "./nav-items";

export function MainNav() {
  const t = useTranslations("shell");
  const path = useSitePath();
  return (
    <nav aria-label={t("mainNav")} className="hidden gap-1 md:flex">
      {useNavItems().map((item) => (
        <Link
          key={item.key}
          href={item.href}
          aria-current={path === item.href ? "page" : isWithin(path, item.href) ? "true" : undefined}
          className="relative rounded-md px-3 py-1.5 font-medium text-muted text-sm no-underline transition-colors hover:text-ink aria-[current]:text-ink aria-[current]:after:absolute aria-[current]:after:inset-x-3 aria-[current]:after:-bottom-[0.6875rem] aria-[current]:after:h-0.5 aria-[current]:after:bg-accent"
        >
          {item.label}
        </Link>
      ))}
    </nav>
  );
}
