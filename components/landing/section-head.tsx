import { ArrowRight } from "lucide-react";
import Link from "next/link";

type SectionHeadProps = { title: string; href?: string; linkText?: string };

/** Title of a part of the landing page, with the way to all of it. */
export function SectionHead({ title, href, linkText }: SectionHeadProps) {
  return (
    <div className="mb-4 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
      <h2 className="text-xl">{title}</h2>
      {href ? (
        <Link href={href} className="quiet-link inline-flex items-center gap-1 text-accent-text text-sm">
          {linkText}
          <ArrowRight aria-hidden="true" className="size-3.5" />
        </Link>
      ) : null}
    </div>
  );
}
