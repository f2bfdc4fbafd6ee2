"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { Card } from "#components/ui/card";
import { Stat, StatRow } from "#components/ui/stat";
import { timeEdges } from "#lib/domain/quality";
import type { Question } from "#lib/domain/question";
import { BarPlot } from "./bar-plot";
import { ConfusionTable } from "./confusion-table";
import { Disagreements } from "./disagreements";
import { MeasureTable } from "./measure-table";
import { ModelSection } from "./model-section";
import { PairForm } from "./pair-form";
import { PeopleTable } from "./people-table";
import { useCodeNames } from "./use-code-names";
import type { QuestionRun } from "./use-quality";

type QuestionProps = { slug: string; run: QuestionRun; question: Question };

/** All that is known of one question's answers. */
export function QuestionSection({ slug, run, question }: QuestionProps) {
  const t = useTranslations("quality");
  const names = useCodeNames(question);
  const { quality } = run;
  return (
    <div className="flex flex-col gap-6">
      <Card title={question.text}>
        <StatRow>
          <Stat label={t("stat.items")} value={run.items} />
          <Stat label={t("stat.answers")} value={run.answers} />
          <Stat label={t("stat.people")} value={quality.people} />
          <Stat label={t("stat.unlabelled")} value={quality.unlabelled} />
          <Stat label={t("stat.flagged")} value={run.flagged} />
        </StatRow>
        <p className="mt-4 max-w-read text-muted text-sm">
          {t("rule", { rule: run.rule })} {run.decidedBy === "majority/1" ? t("byMajority") : null}{" "}
          <Recorded run={run} />
        </p>
      </Card>
      <MeasureTable measures={quality.measures} />
      {quality.confusion ? (
        <>
          <ConfusionTable cells={quality.confusion} names={names} />
          <PairForm slug={slug} question={question} names={names} />
        </>
      ) : null}
      <PeopleTable slug={slug} run={run} />
      <ModelSection slug={slug} question={question.id} />
      <Distributions run={run} names={names} />
      <Disagreements slug={slug} question={question} names={quality.confusion ? names : []} />
    </div>
  );
}

function Recorded({ run }: { run: QuestionRun }) {
  const t = useTranslations("quality");
  if (!run.isRecorded) return t("notRecorded");
  if (run.entryIndex === null) return t("recordedSoon");
  const index = run.entryIndex;
  return t.rich("recorded", {
    link: (chunks) => (
      <Link className="link" href={`/ledger/${index}`}>
        {chunks}
      </Link>
    ),
  });
}

function Distributions({ run, names }: { run: QuestionRun; names: readonly string[] }) {
  const t = useTranslations("quality.plot");
  const format = useFormatter();
  const { quality } = run;
  const percent = (tenth: number) => format.number(tenth / 10, { style: "percent" });
  const tenths = (counts: readonly number[]) =>
    counts.map((value, at) => ({
      key: String(at),
      label: t("between", { from: percent(at), to: percent(at + 1) }),
      value,
    }));
  const times = quality.times.map((value, at) => {
    const [from, to] = [timeEdges[at - 1], timeEdges[at]];
    const label = to === undefined ? t("longer", { from: from ?? 0 }) : t("seconds", { from: from ?? 0, to });
    return { key: String(at), label, value };
  });
  const given = quality.given.map((value, at) => ({ key: String(at), label: names[at] ?? String(at), value }));
  return (
    <Card title={t("title")}>
      <div className="grid gap-x-10 gap-y-8 md:grid-cols-2">
        {given.length > 0 ? <BarPlot title={t("given")} unit={t("answers")} bars={given} /> : null}
        <BarPlot title={t("agreement")} unit={t("items")} bars={tenths(quality.agreement)} />
        <BarPlot title={t("confidence")} unit={t("items")} bars={tenths(quality.confidence)} />
        <BarPlot title={t("times")} unit={t("answers")} bars={times} />
      </div>
    </Card>
  );
}
