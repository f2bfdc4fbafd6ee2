import { clsx } from "clsx";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { Button, type ButtonSize, type ButtonVariant, buttonClass } from "./button";

type LinkButtonProps = Omit<ComponentProps<typeof Link>, "href"> & {
  href: string;
  variant?: Exclude<ButtonVariant, "danger">;
  size?: ButtonSize;
  icon?: ReactNode;
  /** Loads the page anew instead of within this document: for one that has a policy of its own. */
  isDocument?: boolean;
  /** Why it leads nowhere for this person: shown instead of navigating. */
  disabledReason?: string;
};

/** Looks like a button, is a link: for going somewhere. */
export function LinkButton(props: LinkButtonProps) {
  const { variant = "secondary", size = "md", icon, isDocument, disabledReason, className, children, ...rest } = props;
  if (disabledReason !== undefined) {
    return (
      <Button variant={variant} size={size} icon={icon} disabledReason={disabledReason} className={className}>
        {children}
      </Button>
    );
  }
  if (isDocument) {
    return (
      <a href={rest.href} className={clsx(buttonClass(variant, size), className)}>
        {icon}
        {children}
      </a>
    );
  }
  return (
    <Link {...rest} className={clsx(buttonClass(variant, size), className)}>
      {icon}
      {children}
    </Link>
  );
}
