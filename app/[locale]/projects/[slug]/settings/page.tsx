import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SettingsView } from "#components/project/settings-view";
import { Container } from "#components/ui/container";
import { enterProject, Prefetched } from "../../../../prefetched";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("project.settings");
  return { title: t("title") };
}

export default async function SettingsPage({ params }: PageProps<"/[locale]/projects/[slug]/settings">) {
  const { slug } = await params;
  const { actions, queries } = await enterProject(slug, "settings");
  return (
    <Container className="pb-16">
      <Prefetched
        load={(client) => {
          client.setQueryData(queries.project.actions.queryKey({ input: { slug } }), actions);
          return client.prefetchQuery(queries.project.get.queryOptions({ input: { slug } }));
        }}
      >
        <SettingsView slug={slug} />
      </Prefetched>
    </Container>
  );
}
