import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FundingView } from "#components/admin/funding-view";
import { queriesOf, sessionApi } from "#lib/api/server";
import { Prefetched } from "../../../prefetched";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.tab");
  return { title: t("projects") };
}

export default async function AdminProjectsPage() {
  const { admin } = queriesOf(await sessionApi());
  const first = admin.listFunding.queryOptions({ input: { asking: true } });
  return (
    <Prefetched load={(client) => client.prefetchQuery(first)}>
      <FundingView />
    </Prefetched>
  );
}
