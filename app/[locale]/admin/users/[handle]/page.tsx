import type { Metadata } from "next";
import { UserView } from "#components/admin/user-view";
import { queriesOf, sessionApi } from "#lib/api/server";
import { Prefetched } from "../../../../prefetched";

type Props = PageProps<"/[locale]/admin/users/[handle]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).handle };
}

export default async function AdminUserPage({ params }: Props) {
  const { handle } = await params;
  const user = queriesOf(await sessionApi()).admin.readUser.queryOptions({ input: { handle } });
  return (
    <Prefetched load={(client) => client.prefetchQuery(user)}>
      <UserView handle={handle} />
    </Prefetched>
  );
}
