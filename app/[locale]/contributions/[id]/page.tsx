import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ContributionView } from "#components/contribution/contribution-view";
import { Container } from "#components/ui/container";
import { queriesOf, sessionApi } from "#lib/api/server";
import { reasonOf } from "#lib/sent-error";
import { Prefetched } from "../../../prefetched";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("contribution");
  return { title: t("title") };
}

export default async function ContributionPage({ params }: PageProps<"/[locale]/contributions/[id]">) {
  const { id } = await params;
  const api = await sessionApi();
  const me = await api.account.me({});
  if (!me) redirect(`/sign-in?next=${encodeURIComponent(`/contributions/${id}`)}`);
  const item = await api.contribution.get({ id }).catch((error: unknown) => {
    if (["contribution.not_found", "input.invalid", "project.not_found"].includes(reasonOf(error))) notFound();
    throw error;
  });
  const stored = item.canRevise ? await api.draft.get({ project: item.project.slug, key: id }) : null;
  const query = queriesOf(api).contribution.get.queryKey({ input: { id } });
  return (
    <Container className="pb-16">
      <Prefetched load={async (client) => client.setQueryData(query, item)}>
        <ContributionView id={id} userId={me.id} stored={stored} />
      </Prefetched>
    </Container>
  );
}
