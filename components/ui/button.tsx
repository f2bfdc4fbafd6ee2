import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { Kbd } from "./kbd";
import { Tooltip } from "./tooltip";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
export type ButtonSize = "sm" | "md" | "lg";

const base =
  "relative inline-flex shrink-0 items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap select-none no-underline transition-colors aria-disabled:opacity-55 disabled:opacity-55 [&_svg]:size-[1.1em] [&_svg]:shrink-0";

const variants: Record<ButtonVariant, string> = {
  primary:
    "border-transparent bg-accent text-on-accent enabled:not-aria-disabled:hover:bg-accent-strong [a&]:hover:bg-accent-strong",
  secondary:
    "border-edge/60 bg-surface text-ink enabled:not-aria-disabled:hover:border-edge enabled:not-aria-disabled:hover:bg-sunken [a&]:hover:border-edge [a&]:hover:bg-sunken",
  ghost: "border-transparent text-ink enabled:not-aria-disabled:hover:bg-sunken [a&]:hover:bg-sunken",
  danger: "border-transparent bg-danger text-on-danger enabled:not-aria-disabled:hover:bg-danger-strong",
};

const sizes: Record<ButtonSize, string> = {
  sm: "min-h-8 px-2.5 text-sm",
  md: "min-h-9.5 px-3.5 text-sm",
  lg: "min-h-11.5 px-5 text-base",
};

export function buttonClass(variant: ButtonVariant = "secondary", size: ButtonSize = "md"): string {
  return clsx(base, variants[variant], sizes[size]);
}

export type ButtonProps = Omit<ComponentProps<"button">, "disabled"> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Icon before the words. */
  icon?: ReactNode;
  /** Key that does the same, shown on the button: "A", "Ctrl+Enter". Handle it yourself. */
  shortcut?: string;
  /** Work is under way: stays focusable, ignores clicks, keeps its width. */
  pending?: boolean;
  disabled?: boolean;
  /** Why it cannot be used: the button stays focusable and says so. */
  disabledReason?: string;
};

export function Button(props: ButtonProps) {
  const {
    variant = "secondary",
    size = "md",
    icon,
    shortcut,
    pending = false,
    disabledReason,
    className,
    children,
    onClick,
    type = "button",
    ...rest
  } = props;
  // aria-disabled instead of disabled, so that keyboard focus is not lost and the reason can be read.
  const blocked = pending || disabledReason !== undefined;
  const button = (
    <button
      {...rest}
      type={blocked && type === "submit" ? "button" : type}
      aria-disabled={blocked || undefined}
      aria-busy={pending || undefined}
      aria-keyshortcuts={shortcut?.replace("Ctrl", "Control")}
      onClick={blocked ? undefined : onClick}
      className={clsx(buttonClass(variant, size), className)}
    >
      {icon}
      {children}
      {shortcut ? <Kbd onFill={variant === "primary" || variant === "danger"}>{shortcut}</Kbd> : null}
      {pending ? <PendingBar /> : null}
    </button>
  );
  return disabledReason === undefined ? (
    button
  ) : (
    <Tooltip text={disabledReason} opensOnClick>
      {button}
    </Tooltip>
  );
}

function PendingBar() {
  return (
    <span aria-hidden="true" className="absolute inset-x-1 bottom-0 h-0.5 overflow-hidden rounded-full">
      <span className="block size-full animate-pulse bg-current" />
    </span>
  );
}
