"use client";

import { Menu as MenuIcon, X } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Dialog } from "radix-ui";
import { useState } from "react";
import { Button } from "#components/ui/button";
import { useSitePath } from "#components/ui/use-site-path";
import { LanguageSwitch } from "./language-switch";
import { isWithin, useNavItems } from "./nav-items";
import { ThemeSegments } from "./theme-menu";

/** The main places, language and theme below `md`. */
export function MobileMenu() {
  const t = useTranslations("shell");
  const path = useSitePath();
  const items = useNavItems();
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <Button variant="ghost" size="sm" aria-label={t("menuOpen")} className="-me-2 aspect-square !px-0 md:hidden">
          <MenuIcon aria-hidden="true" />
        </Button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-overlay md:hidden" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-0 top-0 z-40 animate-fade border-line border-b bg-surface pb-5 shadow-float outline-none md:hidden"
        >
          <div className="flex h-14 items-center justify-between px-4">
            <Dialog.Title className="text-base">{t("menu")}</Dialog.Title>
            <Dialog.Close asChild>
              <Button variant="ghost" size="sm" aria-label={t("menuClose")} className="-me-2 aspect-square !px-0">
                <X aria-hidden="true" />
              </Button>
            </Dialog.Close>
          </div>
          <nav aria-label={t("mainNav")} className="flex flex-col px-2">
            {items.map((item) => (
              <Link
                key={item.key}
                href={item.href}
                onClick={() => setOpen(false)}
                aria-current={isWithin(path, item.href) ? "page" : undefined}
                className="rounded-md px-2.5 py-2.5 font-medium text-lg no-underline hover:bg-sunken aria-[current]:bg-accent-soft aria-[current]:text-accent-text"
              >
                {item.label}
              </Link>
            ))}
          </nav>
          <div className="mt-4 flex flex-wrap items-center justify-between gap-3 border-line border-t px-4 pt-4">
            <ThemeSegments />
            <LanguageSwitch />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
