"use client";

import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useFormatter, useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { Card } from "#components/ui/card";
import { PointsNotice } from "#components/ui/notice";
import { Points } from "#components/ui/points";
import { orpc } from "#lib/client";
import type { ProjectView } from "./project-facts";
import { RoomBar } from "./room-bar";
import { useDurationText } from "./use-duration-text";

const REFRESH_MS = 5_000;

/** Live counts and what the budget still covers; asked again while the page is open. */
export function ProjectProgress({ initial }: { initial: ProjectView }) {
  const t = useTranslations("project.progress");
  const { data, isError } = useQuery(
    orpc.project.get.queryOptions({
      input: { slug: initial.slug },
      // Already old when it arrives: the page is kept for everybody, so the browser asks again at once.
      initialData: initial,
      initialDataUpdatedAt: 0,
      refetchInterval: REFRESH_MS,
    }),
  );
  return (
    <Card title={t("title")}>
      <div className="flex flex-col gap-4">
        <QueueNotice project={data} />
        <Bar project={data} />
        <Budget project={data} />
        {isError ? (
          <p role="status" className="text-warning-text text-sm">
            {t("notFresh")}
          </p>
        ) : null}
        <PointsNotice className="text-xs" />
      </div>
    </Card>
  );
}

function QueueNotice({ project }: { project: ProjectView }) {
  const t = useTranslations("project.progress");
  if (project.state === "paused")
    return (
      <Alert tone="warning" title={t("pausedTitle")}>
        {t("pausedText")}
      </Alert>
    );
  if (project.state === "closed")
    return (
      <Alert tone="neutral" title={t("closedTitle")}>
        {t("closedText")}
      </Alert>
    );
  if (project.covers !== 0) return null;
  const isNew = project.acceptedCount + project.inReviewCount + project.rejectedCount === 0 && project.budgetLeft === 0;
  return isNew ? (
    <Alert tone="neutral" title={t("noneTitle")}>
      {t("noneText")}
    </Alert>
  ) : (
    <Alert tone="warning" title={t("emptyTitle")}>
      {t("emptyText")}
    </Alert>
  );
}

function Bar({ project }: { project: ProjectView }) {
  const t = useTranslations("project.progress");
  const format = useFormatter();
  const takesMore = project.state === "open" || project.state === "draft";
  const room = takesMore ? project.covers : 0;
  const parts = [
    { key: "accepted", value: project.acceptedCount, fill: "bg-success" },
    { key: "inReview", value: project.inReviewCount, fill: "bg-accent" },
    { key: "changesRequested", value: project.changesRequestedCount, fill: "bg-warning" },
  ] as const;
  return (
    <div>
      <RoomBar
        label={t("bar")}
        parts={parts.map((part) => ({ ...part, label: t(part.key) }))}
        room={{ label: t("room"), value: room ?? 0 }}
      />
      <dl className="mt-3 grid grid-cols-[1fr_auto] gap-y-1.5 text-sm">
        {parts.map(({ key, value, fill }) => (
          <Line key={key} dot={fill} label={t(key)} value={format.number(value)} />
        ))}
        {takesMore ? (
          <Line
            dot="border border-edge"
            label={t("room")}
            value={room === null ? t("endless") : format.number(room ?? 0)}
          />
        ) : null}
        {/* Outside the bar: what was rejected gave its share of the budget back. */}
        <Line label={t("rejected")} value={format.number(project.rejectedCount)} />
      </dl>
    </div>
  );
}

function Line({ dot, label, value }: { dot?: string; label: string; value: string }) {
  return (
    <>
      <dt className="flex items-center gap-2 text-muted">
        <span aria-hidden="true" className={clsx("size-2 rounded-full", dot)} />
        {label}
      </dt>
      <dd className="tabular text-end font-medium">{value}</dd>
    </>
  );
}

function Budget({ project }: { project: ProjectView }) {
  const t = useTranslations("project.progress");
  const durationText = useDurationText();
  return (
    <>
      <p className="border-line border-t pt-4 text-sm">
        {project.covers === null ? t("coversAll") : t("covers", { count: project.covers })}
      </p>
      <dl className="grid grid-cols-[1fr_auto] gap-y-1.5 text-sm [&_dd]:text-end [&_dt]:text-muted">
        <dt>{t("left")}</dt>
        <dd>
          <Points milli={project.budgetLeft} />
        </dd>
        <dt>{t("reserved")}</dt>
        <dd>
          <Points milli={project.budgetReserved} />
        </dd>
        <dt>{t("decision")}</dt>
        <dd>{project.decisionMs === null ? t("decisionNone") : durationText(project.decisionMs)}</dd>
      </dl>
    </>
  );
}
