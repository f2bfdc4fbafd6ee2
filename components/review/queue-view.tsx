"use client";

import { useQuery } from "@tanstack/react-query";
import { ClipboardCheck, FolderSearch, History } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { LanguageNames } from "#components/project/language-names";
import { useDurationText } from "#components/project/use-duration-text";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { LinkButton } from "#components/ui/link-button";
import { Points } from "#components/ui/points";
import { Skeleton } from "#components/ui/skeleton";
import { Stat, StatRow } from "#components/ui/stat";
import { Status } from "#components/ui/status";
import { type ApiOutputs, orpc } from "#lib/client";
import { reviewOutbox } from "./review-outbox";

type QueueProject = ApiOutputs["review"]["queue"]["projects"][number];

const REFRESH_MS = 15_000;

/** Where I may review, what waits there and since when, and how my day goes. */
export function QueueView({ userId }: { userId: string }) {
  const t = useTranslations("review.queue");
  const query = useQuery(orpc.review.queue.queryOptions({ input: {}, refetchInterval: REFRESH_MS }));
  const projects = query.data?.projects;
  return (
    <div className="flex flex-col gap-6">
      <DayTally />
      <Unsent userId={userId} projects={projects ?? []} />
      {query.error && !projects ? <ErrorMessage error={query.error} onRetry={() => query.refetch()} /> : null}
      {projects?.length === 0 ? <NoReviewer /> : null}
      {projects === undefined && !query.error ? <Skeleton className="h-28 rounded-lg" /> : null}
      {projects && projects.length > 0 ? (
        <>
          {projects.every(({ open, held }) => open === 0 && held === 0) ? (
            <Alert tone="success" title={t("allDone")}>
              {t("allDoneText")}
            </Alert>
          ) : null}
          <ul aria-label={t("caption")} className="flex flex-col gap-3">
            {projects.map((project) => (
              <li key={project.slug}>
                <QueueCard project={project} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}

function DayTally() {
  const t = useTranslations("review.tally");
  const format = useFormatter();
  const { data } = useQuery(orpc.review.tally.queryOptions({ input: {}, refetchInterval: REFRESH_MS }));
  const today = data && data.today.accept + data.today.reject + data.today.request_changes;
  return (
    <section aria-label={t("label")}>
      <StatRow>
        <Stat
          label={t("today")}
          value={today === undefined ? undefined : format.number(today)}
          href="/review/history"
        />
        <Stat
          label={t("pending")}
          value={data ? <Points milli={data.pending.points} /> : undefined}
          note={data && data.pending.reviews > 0 ? t("pendingNote", { count: data.pending.reviews }) : undefined}
        />
        <Stat label={t("paid")} value={data ? <Points milli={data.paidToday} /> : undefined} href="/me/statement" />
      </StatRow>
    </section>
  );
}

function QueueCard({ project }: { project: QueueProject }) {
  const t = useTranslations("review.queue");
  const names = useTranslations("project.modality");
  const isWaiting = project.open > 0 || project.held > 0;
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-x-8 gap-y-3">
        <div className="min-w-0 grow basis-72">
          <h2 className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-lg">
            {project.name}
            {project.state === "open" ? null : <Status of="project" value={project.state} />}
          </h2>
          <p className="text-muted text-sm">
            {names(project.modality)} · <LanguageNames tags={project.languages} />
            {project.reviewPrice > 0 ? (
              <> · {t.rich("price", { points: () => <Points milli={project.reviewPrice} /> })}</>
            ) : null}
          </p>
        </div>
        <Waiting project={project} />
        <LinkButton
          href={`/projects/${project.slug}/review`}
          variant={isWaiting ? "primary" : "secondary"}
          size="lg"
          icon={<ClipboardCheck aria-hidden="true" />}
          className="w-full sm:w-36"
        >
          {t(project.held > 0 ? "goOn" : isWaiting ? "start" : "look")}
          <span className="sr-only">: {project.name}</span>
        </LinkButton>
      </div>
    </Card>
  );
}

function Waiting({ project }: { project: QueueProject }) {
  const t = useTranslations("review.queue");
  const durationText = useDurationText();
  const { open, openIsMore, held, waitingSince } = project;
  const lines: ReactNode[] = [
    <span key="open" className={open > 0 ? "font-medium text-ink" : undefined}>
      {t(openIsMore ? "openMore" : "open", { count: open })}
    </span>,
  ];
  if (held > 0) lines.push(<span key="held">{t("held", { count: held })}</span>);
  if (waitingSince) {
    const time = durationText(Math.max(0, Date.now() - waitingSince.getTime()));
    // The server's clock and the browser's may stand on two sides of a minute.
    lines.push(
      <span key="since" suppressHydrationWarning>
        {t("waiting", { time })}
      </span>,
    );
  }
  return <p className="flex flex-col text-muted text-sm sm:w-56">{lines}</p>;
}

function NoReviewer() {
  const t = useTranslations("review.queue");
  return (
    <Card>
      <EmptyState
        icon={<FolderSearch />}
        title={t("none")}
        action={
          <>
            <LinkButton variant="primary" href="/projects">
              {t("browse")}
            </LinkButton>
            <LinkButton href="/projects/new">{t("own")}</LinkButton>
          </>
        }
      >
        {t("noneText")}
      </EmptyState>
    </Card>
  );
}

/** Decisions that this device still holds, for whoever closed the page before they were sent. */
function Unsent({ userId, projects }: { userId: string; projects: readonly QueueProject[] }) {
  const t = useTranslations("review");
  const [unsent, setUnsent] = useState<ReturnType<typeof reviewOutbox.listUnsent>>([]);
  useEffect(() => setUnsent(reviewOutbox.listUnsent(userId)), [userId]);
  return unsent.map(({ slug, count }) => (
    <Alert
      key={slug}
      tone="warning"
      action={
        <LinkButton size="sm" href={`/projects/${slug}/review`}>
          {t("queue.goOn")}
        </LinkButton>
      }
    >
      {t("queue.unsent", { count, project: projects.find((project) => project.slug === slug)?.name ?? slug })}
    </Alert>
  ));
}

export function HistoryLink() {
  const t = useTranslations("review.queue");
  return (
    <LinkButton href="/review/history" icon={<History aria-hidden="true" />}>
      {t("history")}
    </LinkButton>
  );
}
