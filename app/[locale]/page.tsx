import type { Metadata } from "next";
import { getLocale } from "next-intl/server";
import { Landing } from "#components/landing/landing";
import { alternatesFor } from "#lib/i18n";

export const revalidate = 1;

export function generateStaticParams() {
  return [];
}

export async function generateMetadata(): Promise<Metadata> {
  return { alternates: alternatesFor(await getLocale(), "/") };
}

export default function LandingPage() {
  return <Landing data={undefined} />;
}
