import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { UsersView } from "#components/admin/users-view";
import { queriesOf, sessionApi } from "#lib/api/server";
import { Prefetched } from "../../prefetched";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.tab");
  return { title: t("users") };
}

export default async function AdminUsersPage() {
  const { admin } = queriesOf(await sessionApi());
  const first = admin.listUsers.queryOptions({ input: { filter: "all" } });
  return (
    <Prefetched load={(client) => client.prefetchQuery(first)}>
      <UsersView />
    </Prefetched>
  );
}
