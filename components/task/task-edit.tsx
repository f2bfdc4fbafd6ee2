"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { GoldTab } from "#components/gold/gold-tab";
import { ModelTab } from "#components/model/model-tab";
import type { ProjectView } from "#components/project/project-facts";
import { SaveBar } from "#components/project/save-bar";
import { ForecastCard } from "#components/quality/forecast-card";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Tabs } from "#components/ui/tabs";
import { Textarea } from "#components/ui/textarea";
import { useToast } from "#components/ui/toast";
import { limits } from "#lib/domain/limits";
import { parsePoints } from "#lib/domain/points";
import { AnnotatorSkills } from "./annotator-skills";
import { LabelReward } from "./label-reward";
import { LabelledItems } from "./labelled-items";
import { QuestionEditor } from "./question-editor";
import { RuleFields } from "./rule-fields";
import { TaskFormProvider, useTaskForm } from "./task-context";
import { emptyQuestion, nextId } from "./task-form";
import { TaskPreview } from "./task-preview";
import { TaskState } from "./task-state";
import { TermsFields } from "./terms-fields";
import { type TaskView, useTaskEdit } from "./use-task-edit";

/** All parts of a task under one form: changes survive a change of tab and are saved together. */
export function TaskEdit({ project, task }: { project: ProjectView; task: TaskView | null }) {
  const t = useTranslations("task");
  const toast = useToast();
  const edit = useTaskEdit(project.slug, task);
  const [tab, setTab] = useState("questions");
  const [isTried, setTried] = useState(false);
  const isClosed = task?.state === "closed";
  const isFixed = task !== null && task.state !== "draft";
  const submit = () => {
    setTried(true);
    const [fault] = Object.keys(edit.faults);
    if (fault) setTab(fault.startsWith("questions") ? "questions" : fault === "instructions" ? fault : "terms");
    else if (edit.input)
      edit.save.mutate(edit.input, { onSuccess: () => toast({ title: t("saved"), tone: "success" }) });
  };
  const wanted = Number(edit.form.answersWanted) || 1;
  const terms = {
    answerPrice: parsePoints(edit.form.answerPrice) ?? 0,
    answersWanted: wanted,
    answersMost: Math.max(wanted, Number(edit.form.answersMost) || 1),
    rewardRule: edit.form.rewardRule,
  };
  const tabs = [
    { value: "questions", label: t("tab.questions"), content: <Questions /> },
    { value: "instructions", label: t("tab.instructions"), content: <Instructions isClosed={isClosed} /> },
    {
      value: "terms",
      label: t("tab.terms"),
      content: (
        <div className="flex flex-col gap-6">
          <Card>
            <fieldset disabled={isClosed} className="flex flex-col gap-8">
              {isFixed ? <Alert>{t("newVersion")}</Alert> : null}
              <TermsFields />
              <RuleFields />
              <LabelReward terms={terms} />
            </fieldset>
          </Card>
          {task && isFixed ? <ForecastCard slug={project.slug} task={task} /> : null}
        </div>
      ),
    },
    ...(task && task.state !== "draft"
      ? [{ value: "items", label: t("tab.items"), content: <LabelledItems slug={project.slug} task={task} /> }]
      : []),
    ...(task ? [{ value: "gold", label: t("tab.gold"), content: <GoldTab slug={project.slug} task={task} /> }] : []),
    ...(task ? [{ value: "model", label: t("tab.model"), content: <ModelTab slug={project.slug} task={task} /> }] : []),
    ...(task
      ? [
          {
            value: "people",
            label: t("tab.people"),
            content: <AnnotatorSkills slug={project.slug} skill={task.skill} />,
          },
        ]
      : []),
    {
      value: "preview",
      label: t("tab.preview"),
      content: (
        <TaskPreview
          questions={edit.input?.questions}
          modality={project.modality}
          language={project.languages[0] ?? "en"}
        />
      ),
    },
  ];
  return (
    <div className="flex flex-col gap-6">
      {task ? <TaskState slug={project.slug} task={task} isBlocked={edit.isDirty} /> : null}
      <TaskFormProvider
        form={edit.form}
        modality={project.modality}
        areQuestionsFixed={isFixed}
        faults={edit.faults}
        isTried={isTried}
        onChange={edit.change}
      >
        <Tabs label={t("tabs")} value={tab} onValueChange={setTab} tabs={tabs} />
      </TaskFormProvider>
      {edit.isDirty || (task === null && !edit.save.isSuccess) ? (
        <SaveBar
          error={edit.save.error}
          faultCount={isTried ? Object.keys(edit.faults).length : 0}
          isPending={edit.save.isPending}
          onSave={submit}
          onDiscard={edit.isDirty ? edit.discard : undefined}
        />
      ) : null}
    </div>
  );
}

function Questions() {
  const t = useTranslations("task");
  const { form, set, areQuestionsFixed } = useTaskForm();
  const add = () => set("questions", [...form.questions, emptyQuestion(nextId(form.questions))]);
  return (
    <div className="flex flex-col gap-4">
      {areQuestionsFixed ? <Alert tone="neutral">{t("fixed")}</Alert> : null}
      {form.questions.map(({ id }, at) => (
        <QuestionEditor key={id} at={at} />
      ))}
      {areQuestionsFixed || form.questions.length >= limits.questionCount ? null : (
        <Button className="self-start" icon={<Plus aria-hidden="true" />} onClick={add}>
          {t("question.add")}
        </Button>
      )}
    </div>
  );
}

function Instructions({ isClosed }: { isClosed: boolean }) {
  const t = useTranslations("task");
  const { form, set, errorAt } = useTaskForm();
  return (
    <Card>
      <Field label={t("instructions")} hint={t("instructionsHint")} error={errorAt("instructions")} optional>
        <Textarea
          rows={14}
          value={form.instructions}
          disabled={isClosed}
          onChange={(event) => set("instructions", event.target.value)}
        />
      </Field>
    </Card>
  );
}
