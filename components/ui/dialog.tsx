"use client";

import { clsx } from "clsx";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as RadixDialog } from "radix-ui";
import { type ReactElement, type ReactNode, useRef, useState } from "react";
import { Button } from "./button";
import { PortalRoot } from "./portal-root";

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  /** Element that opens it; leave out when something else does. */
  trigger?: ReactElement;
  children?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  size?: "sm" | "md" | "lg";
};

/** Modal: focus stays inside, Escape closes, focus returns to where it was. From the bottom on phones. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, trigger, children, footer, size = "md" } = props;
  const t = useTranslations("common");
  const opener = useRef<Element | null>(null);
  const [content, setContent] = useState<HTMLElement | null>(null);
  // Radix gives focus back to its own trigger only; most of our dialogs are opened by something else.
  const giveFocusBack = (event: Event) => {
    event.preventDefault();
    if (opener.current instanceof HTMLElement) opener.current.focus();
  };
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      {trigger ? <RadixDialog.Trigger asChild>{trigger}</RadixDialog.Trigger> : null}
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="fixed inset-0 z-40 animate-fade bg-overlay" />
        <RadixDialog.Content
          ref={setContent}
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={giveFocusBack}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={clsx(
            "fixed inset-x-0 bottom-0 z-40 flex max-h-[90dvh] animate-rise flex-col rounded-t-xl border border-line bg-surface shadow-float outline-none sm:inset-x-4 sm:top-1/2 sm:bottom-auto sm:mx-auto sm:-translate-y-1/2 sm:rounded-xl",
            { sm: "sm:max-w-md", md: "sm:max-w-lg", lg: "sm:max-w-3xl" }[size],
          )}
        >
          <PortalRoot value={content}>
            <div className="flex items-start justify-between gap-4 px-5 pt-4">
              <RadixDialog.Title className="pt-1 text-lg">{title}</RadixDialog.Title>
              <RadixDialog.Close asChild>
                {/* No tooltip: it would open with the dialog, which puts focus here, and take the first Escape. */}
                <Button variant="ghost" size="sm" aria-label={t("close")} className="-me-1.5 aspect-square !px-0">
                  <X aria-hidden="true" />
                </Button>
              </RadixDialog.Close>
            </div>
            <div className="min-h-0 grow overflow-y-auto px-5 pt-1 pb-5">
              {description ? (
                <RadixDialog.Description className="text-muted text-sm">{description}</RadixDialog.Description>
              ) : null}
              {children ? <div className={clsx(description && "mt-4")}>{children}</div> : null}
            </div>
            {footer ? (
              <div className="flex flex-wrap justify-end gap-2 border-line border-t px-5 py-3.5">{footer}</div>
            ) : null}
          </PortalRoot>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
