import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuditView } from "#components/admin/audit-view";
import { queriesOf, sessionApi } from "#lib/api/server";
import { Prefetched } from "../../../prefetched";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.tab");
  return { title: t("audit") };
}

export default async function AdminAuditPage() {
  const { admin } = queriesOf(await sessionApi());
  const first = admin.listAudit.queryOptions({ input: {} });
  return (
    <Prefetched load={(client) => client.prefetchQuery(first)}>
      <AuditView />
    </Prefetched>
  );
}
