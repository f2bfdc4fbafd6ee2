import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ImportView } from "#components/batch/import-view";
import { Container } from "#components/ui/container";
import { queriesOf, sessionApi } from "#lib/api/server";
import { reasonOf } from "#lib/sent-error";
import { Prefetched } from "../../../../../prefetched";

export const dynamic = "force-dynamic";

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("import");
  return { title: t("title") };
}

type Props = PageProps<"/[locale]/projects/[slug]/contribute/import">;

export default async function ImportPage({ params, searchParams }: Props) {
  const { slug } = await params;
  const { batch } = await searchParams;
  const api = await sessionApi();
  const me = await api.account.me({});
  const batchId = typeof batch === "string" && ID.test(batch) ? batch : null;
  if (!me) {
    const path = `/projects/${slug}/contribute/import${batchId ? `?batch=${batchId}` : ""}`;
    redirect(`/sign-in?next=${encodeURIComponent(path)}`);
  }
  const project = await api.project.get({ slug }).catch((error: unknown) => {
    if (reasonOf(error) === "project.not_found") notFound();
    throw error;
  });
  const queries = queriesOf(api);
  return (
    <Container className="pb-16">
      <Prefetched
        load={async (client) => {
          client.setQueryData(queries.project.get.queryKey({ input: { slug } }), project);
          await client.prefetchQuery(queries.project.actions.queryOptions({ input: { slug } }));
          if (batchId) await client.prefetchQuery(queries.batch.get.queryOptions({ input: { id: batchId } }));
        }}
      >
        <ImportView slug={slug} userId={me.id} batchId={batchId} />
      </Prefetched>
    </Container>
  );
}
