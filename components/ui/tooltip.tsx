"use client";

import { Tooltip as RadixTooltip } from "radix-ui";
import { type MouseEvent, type ReactElement, useState } from "react";
import { usePortalRoot } from "./portal-root";

type TooltipProps = {
  text: string;
  /** One focusable element that takes a ref. */
  children: ReactElement;
  side?: "top" | "bottom" | "left" | "right";
  /** The text repeats the element's name: not announced a second time. */
  labels?: boolean;
  /** Shown by a tap or click too: for what does nothing else when it is pressed. */
  opensOnClick?: boolean;
};

/** A line shown on hover and focus; without `opensOnClick` never the only place of something needed on a phone. */
export function Tooltip({ text, children, side = "top", labels = false, opensOnClick = false }: TooltipProps) {
  const root = usePortalRoot();
  const [isOpen, setOpen] = useState(false);
  // Prevented, or the primitive would close on this very click.
  const show = (event: MouseEvent) => {
    event.preventDefault();
    setOpen(true);
  };
  return (
    <RadixTooltip.Root open={isOpen} onOpenChange={setOpen}>
      <RadixTooltip.Trigger
        asChild
        {...(labels ? { "aria-describedby": undefined } : {})}
        {...(opensOnClick ? { onClick: show } : {})}
      >
        {children}
      </RadixTooltip.Trigger>
      <RadixTooltip.Portal container={root}>
        <RadixTooltip.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-72 animate-fade rounded-md bg-ink px-2.5 py-1.5 text-page text-xs shadow-float"
        >
          {text}
        </RadixTooltip.Content>
      </RadixTooltip.Portal>
    </RadixTooltip.Root>
  );
}
