import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { JobsView } from "#components/admin/jobs-view";
import { queriesOf, sessionApi } from "#lib/api/server";
import { Prefetched } from "../../../prefetched";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.tab");
  return { title: t("jobs") };
}

export default async function AdminJobsPage() {
  const { admin } = queriesOf(await sessionApi());
  const first = admin.listJobs.queryOptions({ input: {} });
  return (
    <Prefetched load={(client) => client.prefetchQuery(first)}>
      <JobsView />
    </Prefetched>
  );
}
