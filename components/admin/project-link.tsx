import Link from "next/link";

/**
 * Leads an admin to a project whatever its state. Not fetched ahead: of a draft there is no public page, only the door to its settings, and
 * a list of projects would ask for one missing page after the other.
 */
export function ProjectLink({ slug, children }: { slug: string; children: string }) {
  return (
    <Link href={`/projects/${slug}`} prefetch={false} className="quiet-link">
      {children}
    </Link>
  );
}
