import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Wizard } from "#components/project/wizard";
import { Container } from "#components/ui/container";
import { PageHeader } from "#components/ui/page-header";
import { sessionApi } from "#lib/api/server";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("project.wizard");
  return { title: t("title") };
}

export default async function NewProjectPage() {
  const t = await getTranslations("project");
  // Better to hear it before seven steps than after.
  if (!(await (await sessionApi()).account.me())) redirect("/sign-in?next=/projects/new");
  return (
    <Container className="pb-16">
      <PageHeader
        title={t("wizard.title")}
        crumbs={[{ label: t("title"), href: "/projects" }]}
        lead={t("wizard.lead")}
      />
      <Wizard />
    </Container>
  );
}
