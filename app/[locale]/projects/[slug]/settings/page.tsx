import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SettingsView } from "#components/project/settings-view";
import { Container } from "#components/ui/container";
import { queriesOf, sessionApi } from "#lib/api/server";
import { reasonOf } from "#lib/sent-error";
import { Prefetched } from "../../../../prefetched";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("project.settings");
  return { title: t("title") };
}

export default async function SettingsPage({ params }: PageProps<"/[locale]/projects/[slug]/settings">) {
  const { slug } = await params;
  const api = await sessionApi();
  const actions = await readActions(api, slug);
  if (actions.roles.includes("anonymous")) redirect(`/sign-in?next=/projects/${slug}/settings`);
  const queries = queriesOf(api).project;
  return (
    <Container className="pb-16">
      <Prefetched
        load={(client) => {
          client.setQueryData(queries.actions.queryKey({ input: { slug } }), actions);
          return client.prefetchQuery(queries.get.queryOptions({ input: { slug } }));
        }}
      >
        <SettingsView slug={slug} />
      </Prefetched>
    </Container>
  );
}

async function readActions(api: Awaited<ReturnType<typeof sessionApi>>, slug: string) {
  try {
    return await api.project.actions({ slug });
  } catch (error) {
    if (reasonOf(error) === "project.not_found") notFound();
    throw error;
  }
}
