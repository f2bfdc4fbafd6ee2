"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ChartNoAxesColumn } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { SettingsDenied } from "#components/project/settings-denied";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { Field } from "#components/ui/field";
import { PageHeader } from "#components/ui/page-header";
import { RelativeTime } from "#components/ui/relative-time";
import { Select } from "#components/ui/select";
import { SkeletonText } from "#components/ui/skeleton";
import { orpc } from "#lib/client";
import { isAllowed } from "#lib/domain/policy";
import { ModelSection } from "./model-section";
import { QuestionSection } from "./question-section";
import { type Quality, useQuality } from "./use-quality";

/** How good a project's labels are, for its owners and reviewers. */
export function QualityPage({ slug }: { slug: string }) {
  const t = useTranslations("quality");
  const names = useTranslations("project");
  const project = useQuery(orpc.project.get.queryOptions({ input: { slug } }));
  const actions = useQuery(orpc.project.actions.queryOptions({ input: { slug } }));
  const roles = actions.data?.roles ?? [];
  return (
    <>
      <PageHeader
        title={t("title")}
        crumbs={[
          { label: names("title"), href: "/projects" },
          ...(project.data ? [{ label: project.data.name, href: `/projects/${slug}` }] : []),
        ]}
        lead={t("lead")}
      />
      {project.error ? (
        <ErrorMessage error={project.error} onRetry={() => void project.refetch()} />
      ) : actions.data && !isAllowed(roles, "quality.read") ? (
        <SettingsDenied slug={slug} />
      ) : actions.data ? (
        <Figures slug={slug} mayCompute={roles.includes("owner") || roles.includes("admin")} />
      ) : (
        <SkeletonText lines={8} />
      )}
    </>
  );
}

function Figures({ slug, mayCompute }: { slug: string; mayCompute: boolean }) {
  const t = useTranslations("quality");
  const client = useQueryClient();
  const task = useQuery(orpc.task.read.queryOptions({ input: { slug } }));
  const { query, compute } = useQuality(slug);
  const [chosen, setChosen] = useState<string>();
  const data = query.data;
  const ranAt = data?.ranAt?.getTime();
  // A run that ended changes the lists below, too.
  useEffect(() => {
    if (ranAt !== undefined) void client.invalidateQueries({ queryKey: orpc.quality.key() });
  }, [client, ranAt]);
  if (query.error) return <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />;
  if (!data || task.data === undefined) return <SkeletonText lines={8} />;
  const asked = task.data?.questions ?? [];
  const runOf = (id: string | undefined) => data.questions.find(({ question }) => question === id);
  const question = asked.find(({ id }) => id === chosen) ?? asked.find(({ id }) => runOf(id)) ?? asked[0];
  const run = runOf(question?.id);
  return (
    <div className="flex flex-col gap-6">
      <Freshness
        data={data}
        mayCompute={mayCompute}
        isPending={compute.isPending}
        onCompute={() => compute.mutate({ slug })}
      />
      <ErrorMessage error={compute.error} />
      {question && asked.length > 1 ? (
        <Field label={t("question")}>
          <Select
            value={question.id}
            onValueChange={setChosen}
            options={asked.map(({ id, text }) => ({ value: id, label: text }))}
          />
        </Field>
      ) : null}
      {run && question ? (
        <QuestionSection key={run.question} slug={slug} run={run} question={question} />
      ) : (
        <Card>
          <EmptyState icon={<ChartNoAxesColumn />} title={t(question ? "nothing" : "noTask")}>
            {t(question ? "nothingText" : "noTaskText")}
          </EmptyState>
        </Card>
      )}
      {/* It rests on no run: it is counted when it is looked at. */}
      {question && !run ? <ModelSection slug={slug} question={question.id} /> : null}
    </div>
  );
}

type FreshnessProps = { data: Quality; mayCompute: boolean; isPending: boolean; onCompute: () => void };

function Freshness({ data, mayCompute, isPending, onCompute }: FreshnessProps) {
  const t = useTranslations("quality");
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3" aria-live="polite">
      <p className="text-muted text-sm">
        {data.isRunning ? (
          t("running")
        ) : data.ranAt ? (
          <>
            {t.rich("ranAt", { time: () => <RelativeTime at={data.ranAt as Date} /> })}{" "}
            {data.newAnswers > 0 ? t("newAnswers", { count: data.newAnswers }) : t("allIn")}
          </>
        ) : (
          t("never")
        )}
      </p>
      {mayCompute ? (
        <Button onClick={onCompute} pending={isPending || data.isRunning}>
          {t("compute")}
        </Button>
      ) : null}
    </div>
  );
}
