import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { PointsGuide } from "#components/docs/points-guide";
import { Container } from "#components/ui/container";
import { PageHeader } from "#components/ui/page-header";
import { alternatesFor, locales } from "#lib/i18n";

// Needs no data: prerendered at build time.
export function generateStaticParams() {
  return locales.map((locale) => ({ locale }));
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("docs.whatPoints");
  return { title: t("title"), description: t("lead"), alternates: alternatesFor(await getLocale(), "/docs/points") };
}

export default async function PointsPage() {
  const t = await getTranslations("docs.whatPoints");
  const docs = await getTranslations("docs");
  return (
    <Container width="read" className="pb-16">
      <PageHeader title={t("title")} lead={t("lead")} crumbs={[{ label: docs("title"), href: "/docs" }]} />
      <PointsGuide />
    </Container>
  );
}
