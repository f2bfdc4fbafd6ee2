import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { ReviewScreen } from "#components/review/review-screen";
import { queriesOf, sessionApi } from "#lib/api/server";
import { reasonOf } from "#lib/sent-error";
import { Prefetched } from "../../../../prefetched";

export const dynamic = "force-dynamic";

// Metadata and page are rendered together: one read serves both.
const readProject = cache(async (slug: string) => {
  try {
    return await (await sessionApi()).project.get({ slug });
  } catch (error) {
    if (reasonOf(error) === "project.not_found") notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: PageProps<"/[locale]/projects/[slug]/review">): Promise<Metadata> {
  const { slug } = await params;
  const t = await getTranslations("review.screen");
  return { title: t("title", { name: (await readProject(slug)).name }) };
}

export default async function Page({ params }: PageProps<"/[locale]/projects/[slug]/review">) {
  const { slug } = await params;
  const api = await sessionApi();
  const me = await api.account.me();
  if (!me) redirect(`/sign-in?next=/projects/${slug}/review`);
  const tally = queriesOf(api).review.tally.queryOptions({ input: {} });
  return (
    <Prefetched load={(client) => client.prefetchQuery(tally)}>
      <ReviewScreen key={slug} userId={me.id} project={await readProject(slug)} />
    </Prefetched>
  );
}
