import { notFound } from "next/navigation";

// Wrong addresses are endless: rendered on request, never kept.
export const dynamic = "force-dynamic";

/** Any address that no page has: the not-found page in the reader's language. */
export default function UnknownPage() {
  notFound();
}
