import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AccountNav } from "#components/account/account-nav";
import { Container } from "#components/ui/container";
import { PageHeader } from "#components/ui/page-header";
import { queriesOf, sessionApi } from "#lib/api/server";
import { Prefetched } from "../../prefetched";

export const dynamic = "force-dynamic";

export default async function AccountLayout({ children }: LayoutProps<"/[locale]/account">) {
  const t = await getTranslations("account");
  const api = await sessionApi();
  if (!(await api.account.me({}))) redirect("/sign-in?next=/account");
  const me = queriesOf(api).account.me.queryOptions({ input: {} });
  return (
    <Container className="pb-16">
      <PageHeader title={t("title")} lead={t("lead")} />
      <AccountNav />
      <div className="mt-6 flex flex-col gap-6">
        <Prefetched load={(client) => client.prefetchQuery(me)}>{children}</Prefetched>
      </div>
    </Container>
  );
}
