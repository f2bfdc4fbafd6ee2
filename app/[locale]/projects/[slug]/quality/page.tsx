import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { QualityPage } from "#components/quality/quality-view";
import { Container } from "#components/ui/container";
import { enterProject, Prefetched } from "../../../../prefetched";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("quality");
  return { title: t("title") };
}

export default async function ProjectQualityPage({ params }: PageProps<"/[locale]/projects/[slug]/quality">) {
  const { slug } = await params;
  const { actions, queries } = await enterProject(slug, "quality");
  return (
    <Container className="pb-16">
      <Prefetched
        load={async (client) => {
          client.setQueryData(queries.project.actions.queryKey({ input: { slug } }), actions);
          await client.prefetchQuery(queries.project.get.queryOptions({ input: { slug } }));
          await client.prefetchQuery(queries.task.read.queryOptions({ input: { slug } }));
          await client.prefetchQuery(queries.quality.read.queryOptions({ input: { slug } }));
        }}
      >
        <QualityPage slug={slug} />
      </Prefetched>
    </Container>
  );
}
