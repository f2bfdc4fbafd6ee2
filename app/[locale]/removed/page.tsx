import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { RemovedView } from "#components/removal/removed-view";
import { Card } from "#components/ui/card";
import { Container } from "#components/ui/container";
import { PageHeader } from "#components/ui/page-header";
import { publicApi, queriesOf } from "#lib/api/server";
import { removalPaging } from "#lib/domain/removal-paging";
import { alternatesFor } from "#lib/i18n";
import { Prefetched } from "../../prefetched";

export const revalidate = 1;

export function generateStaticParams() {
  return [];
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("removal");
  return { title: t("title"), description: t("lead"), alternates: alternatesFor(await getLocale(), "/removed") };
}

export default async function RemovedPage() {
  const t = await getTranslations("removal");
  const queries = queriesOf(publicApi());
  return (
    <Container className="pb-16">
      <PageHeader title={t("title")} lead={t("lead")} />
      <div className="flex flex-col gap-6">
        <Card title={t("pollTitle")}>
          <p className="max-w-3xl text-sm">{t("poll")}</p>
          <p className="mt-3 overflow-x-auto rounded-md bg-sunken p-3 text-sm">
            <code>GET /api/v1/removals?after=-1</code>
          </p>
          <p className="mt-3 flex flex-wrap gap-x-5 gap-y-1 text-sm">
            <a href="/api/removed.json" className="link">
              {t("jsonFeed")}
            </a>
            <a href="/api/removed.atom" className="link">
              {t("atomFeed")}
            </a>
          </p>
        </Card>
        <Prefetched
          load={(client) => client.prefetchInfiniteQuery(queries.removal.newest.infiniteOptions(removalPaging))}
        >
          <RemovedView />
        </Prefetched>
      </div>
    </Container>
  );
}
