import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TokenList } from "#components/account/token-list";
import { queriesOf, sessionApi } from "#lib/api/server";
import { Prefetched } from "../../../prefetched";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account.tokens");
  return { title: t("title") };
}

export default async function TokensPage() {
  const tokens = queriesOf(await sessionApi()).token.list.queryOptions({ input: {} });
  return (
    <Prefetched load={(client) => client.prefetchQuery(tokens)}>
      <TokenList />
    </Prefetched>
  );
}
