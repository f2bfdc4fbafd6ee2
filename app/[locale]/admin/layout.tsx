import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AdminNav } from "#components/admin/admin-nav";
import { Denied } from "#components/admin/denied";
import { Container } from "#components/ui/container";
import { PageHeader } from "#components/ui/page-header";
import { sessionApi } from "#lib/api/server";

export const dynamic = "force-dynamic";

/** What the pages show is authorised by the services; this only spares others the sight of empty tables. */
export default async function AdminLayout({ children }: LayoutProps<"/[locale]/admin">) {
  const t = await getTranslations("admin");
  const me = await (await sessionApi()).account.me({});
  if (!me) redirect("/sign-in?next=/admin");
  return (
    <Container className="pb-16">
      <PageHeader title={t("title")} />
      {me.isAdmin ? <AdminNav /> : null}
      <div className="mt-6 flex flex-col gap-6">{me.isAdmin ? children : <Denied handle={me.handle} />}</div>
    </Container>
  );
}
