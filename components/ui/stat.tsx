import { clsx } from "clsx";
import Link from "next/link";
import type { ReactNode } from "react";

type StatProps = {
  label: ReactNode;
  /** The figure, formatted; undefined shows a dash. */
  value: ReactNode | undefined;
  note?: ReactNode;
  /** Every number opens into what it is made of. */
  href?: string;
  className?: string;
};

/** A figure with its name; several stand in a StatRow. */
export function Stat({ label, value, note, href, className }: StatProps) {
  const figure = <span className="tabular font-semibold text-2xl tracking-tight">{value ?? "–"}</span>;
  return (
    <div className={clsx("flex flex-col-reverse justify-end gap-0.5", className)}>
      <dt className="text-muted text-sm">{label}</dt>
      <dd>
        {href ? (
          <Link href={href} className="quiet-link">
            {figure}
          </Link>
        ) : (
          figure
        )}
        {note ? <span className="ms-2 text-muted text-sm">{note}</span> : null}
      </dd>
    </div>
  );
}

export function StatRow({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl className={clsx("grid grid-cols-2 gap-x-8 gap-y-5 sm:flex sm:flex-wrap sm:gap-x-12", className)}>{children}</dl>
  );
}
