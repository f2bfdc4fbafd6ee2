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
  const places = admin.readTreasury.queryOptions({ input: {} });
  const lines = admin.listTreasury.queryOptions({ input: {} });
  return (
    <Prefetched load={(client) => Promise.all([client.prefetchQuery(places), client.prefetchQuery(lines)])}>
      <TreasuryView />
    </Prefetched>
  );
}
