import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ContributeView } from "#components/contribution/contribute-view";
import { Container } from "#components/ui/container";
import { queriesOf, sessionApi } from "#lib/api/server";
import { hasMedia } from "#lib/domain/content";
import { reasonOf } from "#lib/sent-error";
import { Prefetched } from "../../../../prefetched";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("contribute");
  return { title: t("title") };
}

export default async function ContributePage({ params }: PageProps<"/[locale]/projects/[slug]/contribute">) {
  const { slug } = await params;
  const api = await sessionApi();
  const me = await api.account.me({});
  if (!me) redirect(`/sign-in?next=/projects/${slug}/contribute`);
  const project = await api.project.get({ slug }).catch((error: unknown) => {
    if (reasonOf(error) === "project.not_found") notFound();
    throw error;
  });
  const stored = await api.draft.get({ project: slug, key: "new" });
  const queries = queriesOf(api);
  return (
    <Container width="wide" className="pb-16">
      <Prefetched
        load={async (client) => {
          client.setQueryData(queries.project.get.queryKey({ input: { slug } }), project);
          await client.prefetchQuery(queries.project.actions.queryOptions({ input: { slug } }));
          if (!hasMedia(project.modality)) return;
          await client.prefetchQuery(queries.upload.list.queryOptions({ input: { project: slug } }));
          await client.prefetchQuery(queries.archive.list.queryOptions({ input: { project: slug } }));
        }}
      >
        <ContributeView slug={slug} userId={me.id} stored={stored} />
      </Prefetched>
    </Container>
  );
}
