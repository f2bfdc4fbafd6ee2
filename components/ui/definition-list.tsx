import { clsx } from "clsx";
import type { ReactNode } from "react";

export type Definition = { term: ReactNode; detail: ReactNode; key?: string };

/** Names and values; side by side from `sm`, one above the other on phones. */
export function DefinitionList({ items, className }: { items: readonly Definition[]; className?: string }) {
  return (
    <dl className={clsx("divide-y divide-line text-sm", className)}>
      {items.map((item, at) => (
        <div key={item.key ?? at} className="py-2 sm:grid sm:grid-cols-[minmax(6rem,0.4fr)_1fr] sm:gap-6">
          <dt className="text-muted">{item.term}</dt>
          <dd className="min-w-0 text-ink">{item.detail}</dd>
        </div>
      ))}
    </dl>
  );
}
