import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale } from "next-intl/server";
import { cache } from "react";
import { ProjectPage } from "#components/project/project-page";
import { publicApi } from "#lib/api/server";
import { alternatesFor } from "#lib/i18n";
import { reasonOf } from "#lib/sent-error";

export const revalidate = 1;

export function generateStaticParams() {
  return [];
}

// Metadata and page are rendered together: one read serves both.
const readProject = cache(async (slug: string) => {
  try {
    return await publicApi().project.get({ slug });
  } catch (error) {
    if (reasonOf(error) === "project.not_found") notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: PageProps<"/[locale]/projects/[slug]">): Promise<Metadata> {
  const { slug } = await params;
  const project = await readProject(slug);
  return {
    title: project.name,
    description: project.summary,
    alternates: alternatesFor(await getLocale(), `/projects/${project.slug}`),
  };
}

export default async function Page({ params }: PageProps<"/[locale]/projects/[slug]">) {
  const { slug } = await params;
  return <ProjectPage project={await readProject(slug)} />;
}
