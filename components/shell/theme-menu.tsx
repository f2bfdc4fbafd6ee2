"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button";
import { Menu, MenuRadioGroup } from "#components/ui/dropdown-menu";
import { Segmented } from "#components/ui/segmented";
import { type Theme, useTheme } from "./theme";

const icons = { system: Monitor, light: Sun, dark: Moon };

function useThemeOptions() {
  const t = useTranslations("shell.theme");
  return (["system", "light", "dark"] as const satisfies Theme[]).map((value) => {
    const Icon = icons[value];
    return { value, label: t(value), icon: <Icon aria-hidden="true" /> };
  });
}

export function ThemeMenu() {
  const t = useTranslations("shell.theme");
  const [theme, setTheme] = useTheme();
  const options = useThemeOptions();
  return (
    <Menu
      label={t("label")}
      trigger={
        <Button variant="ghost" size="sm" aria-label={t("label")} className="aspect-square !px-0">
          <Sun aria-hidden="true" className="dark:hidden" />
          <Moon aria-hidden="true" className="hidden dark:block" />
        </Button>
      }
    >
      <MenuRadioGroup value={theme} onChange={setTheme} options={options} />
    </Menu>
  );
}

/** The same choice laid open, for the menu on phones. */
export function ThemeSegments() {
  const t = useTranslations("shell.theme");
  const [theme, setTheme] = useTheme();
  return <Segmented label={t("label")} value={theme} onChange={setTheme} options={useThemeOptions()} />;
}
