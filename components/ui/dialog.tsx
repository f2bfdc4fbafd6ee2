"use client";

import { clsx } from "clsx";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as RadixDialog } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { IconButton } from "./icon-button";

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
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      {trigger ? <RadixDialog.Trigger asChild>{trigger}</RadixDialog.Trigger> : null}
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="fixed inset-0 z-40 animate-fade bg-overlay" />
        <RadixDialog.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          className={clsx(
            "fixed inset-x-0 bottom-0 z-40 flex max-h-[90dvh] animate-rise flex-col rounded-t-xl border border-line bg-surface shadow-float outline-none sm:inset-x-4 sm:top-1/2 sm:bottom-auto sm:mx-auto sm:-translate-y-1/2 sm:rounded-xl",
            { sm: "sm:max-w-md", md: "sm:max-w-lg", lg: "sm:max-w-3xl" }[size],
          )}
        >
          <div className="flex items-start justify-between gap-4 px-5 pt-4">
            <RadixDialog.Title className="pt-1 text-lg">{title}</RadixDialog.Title>
            <RadixDialog.Close asChild>
              <IconButton label={t("close")} icon={<X aria-hidden="true" />} size="sm" className="-me-1.5" />
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
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
