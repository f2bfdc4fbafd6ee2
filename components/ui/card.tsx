import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";

type CardProps = Omit<ComponentProps<"section">, "title"> & {
  title?: ReactNode;
  /** Level of the title's heading; 2 unless the card stands inside another section. */
  level?: 2 | 3;
  /** At the far end of the title: a link, a button. */
  action?: ReactNode;
  /** Without inner padding, for tables and lists that bring their own. */
  flush?: boolean;
};

export function Card({ title, level = 2, action, flush = false, className, children, ...rest }: CardProps) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section {...rest} className={clsx("rounded-lg border border-line bg-surface shadow-card", className)}>
      {title ? (
        <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-5 pt-3.5">
          <Heading className="text-base">{title}</Heading>
          {action}
        </div>
      ) : null}
      <div className={clsx(!flush && "p-5", title && !flush && "pt-2.5", title && flush && "pt-2")}>{children}</div>
    </section>
  );
}
