"use client";

import { clsx } from "clsx";
import Link from "next/link";
import { Tabs as RadixTabs } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useSitePath } from "./use-site-path";

const listClass = "flex gap-1 overflow-x-auto border-line border-b [scrollbar-width:none]";
const tabClass =
  "-mb-px inline-flex items-center gap-1.5 border-transparent border-b-2 px-3 py-2 font-medium text-muted text-sm whitespace-nowrap no-underline transition-colors hover:text-ink focus-visible:-outline-offset-2";

export type Tab = { value: string; label: ReactNode; count?: ReactNode; content: ReactNode };

type TabsProps = {
  label: string;
  tabs: readonly Tab[];
  value?: string;
  defaultValue?: string;
  onValueChange?: (value: string) => void;
};

/** Parts of one page, changed without an address. For parts with addresses use NavTabs. */
export function Tabs({ label, tabs, value, defaultValue, onValueChange }: TabsProps) {
  const [chosen, setChosen] = useState(defaultValue);
  const wanted = value ?? chosen;
  // A tab may go while it is open, as a closed project's rules do: the first that is left takes its place.
  const open = tabs.some((tab) => tab.value === wanted) ? wanted : tabs[0]?.value;
  const choose = (next: string) => {
    setChosen(next);
    onValueChange?.(next);
  };
  return (
    <RadixTabs.Root value={open ?? ""} onValueChange={choose}>
      <RadixTabs.List aria-label={label} className={listClass}>
        {tabs.map((tab) => (
          <RadixTabs.Trigger
            key={tab.value}
            value={tab.value}
            className={clsx(tabClass, "data-[state=active]:border-accent data-[state=active]:text-ink")}
          >
            {tab.label}
            {tab.count === undefined ? null : <TabCount>{tab.count}</TabCount>}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {tabs.map((tab) => (
        <RadixTabs.Content key={tab.value} value={tab.value} className="pt-5">
          {tab.content}
        </RadixTabs.Content>
      ))}
    </RadixTabs.Root>
  );
}

export type NavTab = { href: string; label: ReactNode; count?: ReactNode };

/** The same look as links: each part of a project or an account has an address of its own. */
export function NavTabs({ label, tabs }: { label: string; tabs: readonly NavTab[] }) {
  const path = useSitePath();
  return (
    <nav aria-label={label} className={listClass}>
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={path === tab.href ? "page" : undefined}
          className={clsx(tabClass, "aria-[current=page]:border-accent aria-[current=page]:text-ink")}
        >
          {tab.label}
          {tab.count === undefined ? null : <TabCount>{tab.count}</TabCount>}
        </Link>
      ))}
    </nav>
  );
}

function TabCount({ children }: { children: ReactNode }) {
  return <span className="tabular rounded-full bg-sunken px-1.5 text-muted text-xs">{children}</span>;
}
