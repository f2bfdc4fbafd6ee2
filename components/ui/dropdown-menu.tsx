"use client";

import { clsx } from "clsx";
import { Check } from "lucide-react";
import Link from "next/link";
import { DropdownMenu } from "radix-ui";
import type { ComponentProps, ReactElement, ReactNode } from "react";
import { usePortalRoot } from "./portal-root";

const itemClass =
  "flex w-full cursor-pointer select-none items-center gap-2.5 rounded-sm px-2.5 py-1.5 text-sm no-underline outline-none data-highlighted:bg-sunken data-disabled:cursor-not-allowed data-disabled:text-faint [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";

type MenuProps = {
  /** The button that opens it. */
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "center" | "end";
  label?: string;
};

/** A menu of acts or places; items are MenuItem, MenuLink, MenuSeparator, MenuLabel, MenuRadioGroup. */
export function Menu({ trigger, children, align = "end", label }: MenuProps) {
  const root = usePortalRoot();
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={root}>
        <DropdownMenu.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
          className="z-50 min-w-48 animate-rise rounded-lg border border-line bg-surface p-1 shadow-float"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type MenuItemProps = ComponentProps<typeof DropdownMenu.Item> & { icon?: ReactNode; danger?: boolean };

export function MenuItem({ icon, danger, children, className, ...rest }: MenuItemProps) {
  return (
    <DropdownMenu.Item {...rest} className={clsx(itemClass, danger && "text-danger-text", className)}>
      {icon}
      {children}
    </DropdownMenu.Item>
  );
}

export function MenuLink({ href, icon, children }: { href: string; icon?: ReactNode; children: ReactNode }) {
  return (
    <DropdownMenu.Item asChild>
      <Link href={href} className={itemClass}>
        {icon}
        {children}
      </Link>
    </DropdownMenu.Item>
  );
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="-mx-1 my-1 h-px bg-line" />;
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2.5 py-1 text-faint text-xs">{children}</DropdownMenu.Label>;
}

type MenuRadioGroupProps<V extends string> = {
  value: V;
  onChange: (value: V) => void;
  options: readonly { value: V; label: ReactNode; icon?: ReactNode; lang?: string }[];
};

export function MenuRadioGroup<V extends string>({ value, onChange, options }: MenuRadioGroupProps<V>) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={(next) => onChange(next as V)}>
      {options.map((option) => (
        <DropdownMenu.RadioItem key={option.value} value={option.value} lang={option.lang} className={itemClass}>
          {option.icon}
          <span className="grow">{option.label}</span>
          <DropdownMenu.ItemIndicator>
            <Check aria-hidden="true" />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}
