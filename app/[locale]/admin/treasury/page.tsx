import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TreasuryView } from "#components/admin/treasury-view";
import { queriesOf, sessionApi } from "#lib/api/server";
import { Prefetched } from "../../../prefetched";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.tab");
  return { title: t("treasury") };
}

export default async function AdminTreasuryPage() {
  const { admin } = queriesOf(await sessionApi());
  const first = admin.readTreasury.queryOptions({ input: {} });
  return (
    <Prefetched load={(client) => client.prefetchQuery(first)}>
      <TreasuryView />
    </Prefetched>
  );
}
