import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ContributeView } from "#components/contribution/contribute-view";
import { Container } from "#components/ui/container";
import { queriesOf, sessionApi } from "#lib/api/server";
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
  const queries = queriesOf(api).project;
  return (
    <Container width="wide" className="pb-16">
      <Prefetched
        load={(client) => {
          client.setQueryData(queries.get.queryKey({ input: { slug } }), project);
          return client.prefetchQuery(queries.actions.queryOptions({ input: { slug } }));
        }}
      >
        <ContributeView slug={slug} userId={me.id} stored={stored} />
      </Prefetched>
    </Container>
  );
}
