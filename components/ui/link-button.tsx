import { clsx } from "clsx";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { Button, type ButtonSize, type ButtonVariant, buttonClass } from "./button";

type LinkButtonProps = Omit<ComponentProps<typeof Link>, "href"> & {
  href: string;
  variant?: Exclude<ButtonVariant, "danger">;
  size?: ButtonSize;
  icon?: ReactNode;
  /** Why it leads nowhere for this person: shown instead of navigating. */
  disabledReason?: string;
};

/** Looks like a button, is a link: for going somewhere. */
export function LinkButton(props: LinkButtonProps) {
  const { variant = "secondary", size = "md", icon, disabledReason, className, children, ...rest } = props;
  if (disabledReason !== undefined) {
    return (
      <Button variant={variant} size={size} icon={icon} disabledReason={disabledReason} className={className}>
        {children}
      </Button>
    );
  }
  return (
    <Link {...rest} className={clsx(buttonClass(variant, size), className)}>
      {icon}
      {children}
    </Link>
  );
}
