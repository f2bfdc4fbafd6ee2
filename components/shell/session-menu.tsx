"use client";

import {
  ChevronDown,
  CircleUser,
  FileCheck,
  FolderOpen,
  Gauge,
  LogOut,
  Plus,
  ScrollText,
  Settings,
  UserRound,
  Wrench,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button";
import { Menu, MenuItem, MenuLabel, MenuLink, MenuSeparator } from "#components/ui/dropdown-menu";
import { LinkButton } from "#components/ui/link-button";
import { Points } from "#components/ui/points";
import { Skeleton } from "#components/ui/skeleton";
import { useSitePath } from "#components/ui/use-site-path";

export type Me = { handle: string; isAdmin: boolean; balanceMilli: number };

type SessionMenuProps = {
  /** Undefined while it is not known, null when nobody is signed in. */
  me: Me | null | undefined;
  onSignOut?: () => void;
};

export function SessionMenu({ me, onSignOut }: SessionMenuProps) {
  const t = useTranslations("shell.user");
  const receipt = useTranslations("receipt");
  const path = useSitePath();
  const isEntrance = /^\/(?:sign-in|sign-up|forgot|reset|confirm|setup)(?:\/|$)/.test(path);
  if (me === undefined) return <Skeleton className="mx-2 h-8 w-24" />;
  if (me === null) {
    return (
      <LinkButton
        href={path === "/" || isEntrance ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`}
        size="sm"
        className="ms-1"
      >
        {t("signIn")}
      </LinkButton>
    );
  }
  return (
    <Menu
      label={t("menu", { handle: me.handle })}
      trigger={
        <Button variant="ghost" size="sm" aria-label={t("menu", { handle: me.handle })} className="max-w-44">
          <CircleUser aria-hidden="true" />
          <span className="hidden truncate sm:inline">{me.handle}</span>
          <ChevronDown aria-hidden="true" className="text-muted" />
        </Button>
      }
    >
      <MenuLabel>{t("balance")}</MenuLabel>
      <div className="px-2.5 pb-1.5 font-semibold text-lg">
        <Points milli={me.balanceMilli} />
      </div>
      <MenuSeparator />
      <MenuLink href="/me" icon={<Gauge aria-hidden="true" />}>
        {t("me")}
      </MenuLink>
      <MenuLink href="/me/statement" icon={<ScrollText aria-hidden="true" />}>
        {t("points")}
      </MenuLink>
      <MenuLink href="/me/receipts" icon={<FileCheck aria-hidden="true" />}>
        {receipt("mine.title")}
      </MenuLink>
      <MenuLink href={`/u/${me.handle}`} icon={<UserRound aria-hidden="true" />}>
        {t("profile")}
      </MenuLink>
      <MenuLink href="/account" icon={<Settings aria-hidden="true" />}>
        {t("settings")}
      </MenuLink>
      <MenuSeparator />
      <MenuLink href="/me/projects" icon={<FolderOpen aria-hidden="true" />}>
        {t("myProjects")}
      </MenuLink>
      <MenuLink href="/projects/new" icon={<Plus aria-hidden="true" />}>
        {t("newProject")}
      </MenuLink>
      {me.isAdmin ? (
        <MenuLink href="/admin" icon={<Wrench aria-hidden="true" />}>
          {t("admin")}
        </MenuLink>
      ) : null}
      <MenuSeparator />
      <MenuItem icon={<LogOut aria-hidden="true" />} onSelect={onSignOut}>
        {t("signOut")}
      </MenuItem>
    </Menu>
  );
}
