"use client";

import { clsx } from "clsx";
import type { ComponentProps } from "react";
import { ScrollRegion } from "./scroll-region";

/** Plain table for rows that come ready-made (server pages, statements). DataTable is for lists that page and sort. */
export function Table({ caption, className, ...rest }: ComponentProps<"table"> & { caption: string }) {
  return (
    <ScrollRegion caption={caption}>
      <table className={clsx("w-full border-collapse text-sm", className)} {...rest}>
        <caption className="sr-only">{caption}</caption>
        {rest.children}
      </table>
    </ScrollRegion>
  );
}

type CellProps = { numeric?: boolean };

export function Th({ numeric, className, ...rest }: ComponentProps<"th"> & CellProps) {
  return (
    <th
      scope="col"
      {...rest}
      className={clsx(
        "border-line border-b px-3 py-2 font-medium text-muted text-xs whitespace-nowrap first:ps-5 last:pe-5",
        numeric ? "text-end" : "text-start",
        className,
      )}
    />
  );
}

export function Td({ numeric, className, ...rest }: ComponentProps<"td"> & CellProps) {
  return (
    <td
      {...rest}
      className={clsx("px-3 py-2 align-middle first:ps-5 last:pe-5", numeric && "text-end tabular", className)}
    />
  );
}

export function Tr({ className, ...rest }: ComponentProps<"tr">) {
  return (
    <tr
      {...rest}
      className={clsx("border-line border-b last:border-b-0 hover:bg-sunken/60 aria-current:bg-accent-soft", className)}
    />
  );
}
