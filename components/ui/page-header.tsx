import Link from "next/link";
import { useTranslations } from "next-intl";
import { Fragment, type ReactNode } from "react";

export type Crumb = { label: string; href: string };

type PageHeaderProps = {
  title: ReactNode;
  /** Where this page hangs, without the page itself. */
  crumbs?: readonly Crumb[];
  /** A sentence under the title. */
  lead?: ReactNode;
  /** Small facts beside the title: a Status, a Badge. */
  meta?: ReactNode;
  actions?: ReactNode;
};

/** The one h1 of a page. */
export function PageHeader({ title, crumbs, lead, meta, actions }: PageHeaderProps) {
  const t = useTranslations("common");
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4 pt-8 pb-6 sm:pt-10">
      <div className="min-w-0 max-w-3xl">
        {crumbs?.length ? (
          <nav aria-label={t("breadcrumb")} className="mb-1.5 flex flex-wrap gap-1.5 text-muted text-sm">
            {crumbs.map((crumb) => (
              <Fragment key={crumb.href}>
                <Link href={crumb.href} className="quiet-link">
                  {crumb.label}
                </Link>
                <span aria-hidden="true" className="text-faint">
                  /
                </span>
              </Fragment>
            ))}
          </nav>
        ) : null}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-2xl sm:text-3xl">{title}</h1>
          {meta}
        </div>
        {lead ? <p className="mt-2 text-lg text-muted">{lead}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
    </header>
  );
}
