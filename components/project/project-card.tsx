import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge";
import { Points } from "#components/ui/points";
import { Skeleton } from "#components/ui/skeleton";
import { Status } from "#components/ui/status";
import type { ApiOutputs } from "#lib/client";
import { LanguageNames, textLanguage } from "./language-names";
import { RoomBar } from "./room-bar";

export type Card = ApiOutputs["project"]["list"]["items"][number];

type ProjectCardProps = {
  project: Card;
  /** Where it leads, when not to its page. */
  href?: string;
  /** Beside the state: a Badge. */
  extra?: ReactNode;
  /** A line at the foot. */
  note?: ReactNode;
};

/** A project among others: what it wants, what it gives, how far it is. */
export function ProjectCard(props: ProjectCardProps) {
  const { project, href, extra, note } = props;
  const t = useTranslations("project");
  const lang = textLanguage(project.languages);
  return (
    <li className="relative flex flex-col rounded-lg border border-line bg-surface p-5 shadow-card transition-colors focus-within:border-edge hover:border-edge">
      <div className="mb-2 flex flex-wrap items-center gap-1.5">
        <Status of="project" value={project.state} />
        <Badge>{t(`modality.${project.modality}`)}</Badge>
        {extra}
      </div>
      <h2 className="text-lg leading-snug" lang={lang}>
        {/* The whole card is the link's target; the link itself stays a line of text. */}
        <Link
          href={href ?? `/projects/${project.slug}`}
          className="no-underline after:absolute after:inset-0 after:rounded-lg"
        >
          {project.name}
        </Link>
      </h2>
      <p className="mt-1 line-clamp-3 grow text-muted text-sm" lang={lang}>
        {project.summary}
      </p>
      <Prices project={project} />
      <CardProgress project={project} />
      <p className="mt-2 text-muted text-xs">
        <LanguageNames tags={project.languages} />
      </p>
      {note ? <p className="mt-2 text-sm">{note}</p> : null}
    </li>
  );
}

function Prices({ project }: { project: Card }) {
  const t = useTranslations("project.card");
  const strong = (milli: number) => () => <Points milli={milli} className="font-semibold text-ink" />;
  return (
    <p className="mt-4 flex flex-wrap gap-x-4 gap-y-0.5 text-muted text-sm">
      <span>{t.rich("perAccepted", { points: strong(project.acceptPrice) })}</span>
      <span>{t.rich("perReview", { points: strong(project.reviewPrice) })}</span>
    </p>
  );
}

function CardProgress({ project }: { project: Card }) {
  const t = useTranslations("project.card");
  const progress = useTranslations("project.progress");
  const { acceptedCount, inReviewCount, changesRequestedCount, covers, state } = project;
  return (
    <>
      <RoomBar
        className="mt-3"
        label={progress("bar")}
        parts={[
          { key: "accepted", label: progress("accepted"), value: acceptedCount, fill: "bg-success" },
          { key: "inReview", label: progress("inReview"), value: inReviewCount, fill: "bg-accent" },
          { key: "changes", label: progress("changesRequested"), value: changesRequestedCount, fill: "bg-warning" },
        ]}
        room={{ label: progress("room"), value: state === "open" ? (covers ?? 0) : 0 }}
      />
      <p className="tabular mt-2 flex flex-wrap justify-between gap-x-4 text-muted text-xs">
        <span>
          {t("accepted", { count: acceptedCount })} · {t("inReview", { count: inReviewCount })}
        </span>
        {state === "open" ? <Room covers={covers} /> : null}
      </p>
    </>
  );
}

function Room({ covers }: { covers: number | null }) {
  const t = useTranslations("project.card");
  if (covers === null) return <span>{t("endless")}</span>;
  if (covers === 0) return <span className="font-medium text-warning-text">{t("full")}</span>;
  return <span>{t("room", { count: covers })}</span>;
}

const SKELETONS = ["a", "b", "c", "d", "e", "f"];

/** Cards on their way. */
export function CardSkeletons() {
  return SKELETONS.map((key) => (
    <li key={key} className="flex h-64 flex-col gap-3 rounded-lg border border-line bg-surface p-5">
      <Skeleton className="h-5 w-24" />
      <Skeleton className="h-6 w-3/4" />
      <Skeleton className="h-4 w-full" />
      <Skeleton className="h-4 w-2/3" />
      <Skeleton className="mt-auto h-1.5 w-full rounded-full" />
    </li>
  ));
}
