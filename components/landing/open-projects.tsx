import Link from "next/link";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { Points } from "#components/ui/points";
import { SegmentBar } from "#components/ui/progress";
import { type Language, languages } from "#lib/domain/language";
import { SectionHead } from "./section-head";

export type OpenProject = {
  slug: string;
  name: string;
  summary: string;
  languages: readonly string[];
  /** Milli-points for each accepted piece. */
  acceptPrice: number;
  acceptedCount: number;
  inReviewCount: number;
};

/** The projects one can contribute to now. */
export function OpenProjects({ projects }: { projects: readonly OpenProject[] }) {
  const t = useTranslations("landing.projects");
  return (
    <section>
      <SectionHead title={t("title")} href="/projects" linkText={t("all")} />
      {projects.length === 0 ? (
        <Card>
          <EmptyState title={t("none")}>{t("noneText")}</EmptyState>
        </Card>
      ) : (
        <ul className="grid gap-4 sm:grid-cols-2">
          {projects.map((project) => (
            <ProjectTile key={project.slug} project={project} />
          ))}
        </ul>
      )}
    </section>
  );
}

function ProjectTile({ project }: { project: OpenProject }) {
  const t = useTranslations("landing.projects");
  const { acceptedCount, inReviewCount } = project;
  return (
    <li className="relative flex flex-col rounded-lg border border-line bg-surface p-5 shadow-card transition-colors focus-within:border-edge hover:border-edge">
      <h3 className="text-base">
        {/* The whole tile is the link's target; the link itself stays a line of text. */}
        <Link href={`/projects/${project.slug}`} className="no-underline after:absolute after:inset-0 after:rounded-lg">
          {project.name}
        </Link>
      </h3>
      <p className="mt-1 line-clamp-2 grow text-muted text-sm">{project.summary}</p>
      <p className="mt-3 text-sm">
        {t.rich("perAccepted", { points: () => <Points milli={project.acceptPrice} className="font-semibold" /> })}
      </p>
      <SegmentBar
        className="mt-3"
        label={project.name}
        segments={[
          { key: "accepted", label: t("accepted", { count: acceptedCount }), value: acceptedCount, tone: "success" },
          { key: "inReview", label: t("inReview", { count: inReviewCount }), value: inReviewCount, tone: "accent" },
        ]}
      />
      <p className="mt-2 flex flex-wrap justify-between gap-x-4 text-muted text-xs">
        <span className="tabular">
          {t("accepted", { count: acceptedCount })} · {t("inReview", { count: inReviewCount })}
        </span>
        <span>
          {project.languages.map((tag, at) => (
            <span key={tag} lang={tag}>
              {at > 0 ? ", " : ""}
              {languages[tag as Language] ?? tag}
            </span>
          ))}
        </span>
      </p>
    </li>
  );
}
