import { clsx } from "clsx";
import type { ReactNode } from "react";

type EmptyStateProps = {
  icon?: ReactNode;
  /** Says which emptiness it is: nothing yet, nothing left for you, nothing matches. */
  title: ReactNode;
  children?: ReactNode;
  /** What to do next: one or two buttons. */
  action?: ReactNode;
  className?: string;
};

export function EmptyState({ icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={clsx("flex flex-col items-center px-6 py-12 text-center", className)}>
      {icon ? (
        <span
          aria-hidden="true"
          className="mb-3 grid size-11 place-items-center rounded-full bg-sunken text-muted [&_svg]:size-5"
        >
          {icon}
        </span>
      ) : null}
      <p className="font-medium text-base">{title}</p>
      {children ? <div className="mt-1 max-w-md text-muted text-sm">{children}</div> : null}
      {action ? <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}
