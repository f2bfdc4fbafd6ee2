import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { LabelScreen } from "#components/label/label-screen";
import { NoTask } from "#components/label/no-task";
import { sessionApi } from "#lib/api/server";
import { reasonOf } from "#lib/sent-error";

export const dynamic = "force-dynamic";

// Metadata and page are rendered together: one read serves both.
const readProject = cache(async (slug: string) => {
  try {
    const api = await sessionApi();
    const [project, task] = await Promise.all([api.project.get({ slug }), api.task.read({ slug })]);
    return { project, task };
  } catch (error) {
    if (reasonOf(error) === "project.not_found") notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: PageProps<"/[locale]/projects/[slug]/label">): Promise<Metadata> {
  const { slug } = await params;
  const t = await getTranslations("label.desk");
  return { title: t("title", { name: (await readProject(slug)).project.name }) };
}

export default async function LabelPage({ params }: PageProps<"/[locale]/projects/[slug]/label">) {
  const { slug } = await params;
  const me = await (await sessionApi()).account.me();
  if (!me) redirect(`/sign-in?next=/projects/${slug}/label`);
  const { project, task } = await readProject(slug);
  if (!task) return <NoTask project={project} />;
  return <LabelScreen key={slug} userId={me.id} project={project} task={task} />;
}
