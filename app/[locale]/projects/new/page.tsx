import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Wizard } from "#components/project/wizard";
import { Container } from "#components/ui/container";
import { PageHeader } from "#components/ui/page-header";
import { sessionApi } from "#lib/api/server";
import { reasonOf } from "#lib/sent-error";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("project.wizard");
  return { title: t("title") };
}

export default async function NewProjectPage() {
  const t = await getTranslations("project");
  if (await isSignedOut()) redirect("/sign-in?next=/projects/new");
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

// Better to hear it before seven steps than after.
async function isSignedOut(): Promise<boolean> {
  try {
    await (await sessionApi()).project.mine({ limit: 1 });
    return false;
  } catch (error) {
    if (reasonOf(error) === "auth.required") return true;
    throw error;
  }
}
