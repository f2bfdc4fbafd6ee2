"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Alert } from "#components/ui/alert";
import { Card } from "#components/ui/card";
import { Tabs } from "#components/ui/tabs";
import { useToast } from "#components/ui/toast";
import { NameField, SummaryField } from "./basics-fields";
import { DataFields } from "./data-fields";
import { DoorFields } from "./door-fields";
import { ProjectFormProvider } from "./form-context";
import { type FormField, policyOfForm } from "./form-state";
import { GuidelinesField } from "./guidelines-field";
import { LabelQuestion } from "./label-question";
import { LicenceField } from "./licence-field";
import { PolicyFields } from "./policy-fields";
import { ProjectFacts, type ProjectView } from "./project-facts";
import { ProjectRules } from "./project-rules";
import { RewardRule } from "./reward-rule";
import { SaveBar } from "./save-bar";
import { ContributePreview, ReviewPreview } from "./screen-preview";
import { SettingsBudget } from "./settings-budget";
import { SettingsMembers } from "./settings-members";
import { SettingsState } from "./settings-state";
import { Simulation } from "./simulation";
import { SlugField } from "./slug-field";
import { useProjectEdit } from "./use-project-edit";

const EXAMPLE_BUDGET = 1_000_000;

/** Where a fault is to be mended; everything else stands under "general". */
const tabOf: Partial<Record<FormField, string>> = {
  guidelines: "guidelines",
  reviewsWanted: "policy",
  rejectReasons: "policy",
  acceptPrice: "policy",
  reviewPrice: "policy",
};

/** All parts of the settings under one form: changes survive a change of tab and are saved together. */
export function SettingsEdit({ project }: { project: ProjectView }) {
  const t = useTranslations("project.settings");
  const form = useTranslations("project.form");
  const edit = useProjectEdit(project);
  const [isTried, setTried] = useState(false);
  const [tab, setTab] = useState(project.state === "closed" ? "budget" : "general");
  const showFault = () => {
    setTried(true);
    const fault = Object.keys(edit.faults)[0];
    if (fault) setTab(tabOf[fault as FormField] ?? "general");
  };
  const isClosed = project.state === "closed";
  const editTabs = [
    { value: "general", label: t("general"), content: <GeneralTab project={project} /> },
    {
      value: "guidelines",
      label: t("guidelines"),
      content: (
        <Card>
          <GuidelinesField />
        </Card>
      ),
    },
    { value: "policy", label: t("policy"), content: <PolicyTab project={project} policy={policyOfForm(edit.form)} /> },
  ];
  const otherTabs = [
    { value: "budget", label: t("budget"), content: <SettingsBudget slug={project.slug} /> },
    {
      value: "members",
      label: t("members"),
      content: <SettingsMembers slug={project.slug} reviewsWanted={project.reviewsWanted} />,
    },
    { value: "preview", label: t("preview"), content: <PreviewTab project={project} edit={edit} /> },
  ];
  return (
    <div className="flex flex-col gap-6">
      <SettingsState project={project} isBlocked={edit.isDirty} />
      {isClosed ? <Alert tone="neutral">{form("lockedClosed")}</Alert> : null}
      <ProjectFormProvider form={edit.form} onChange={edit.change} faults={edit.faults} isTried={isTried}>
        <Tabs
          label={t("tabs")}
          value={tab}
          onValueChange={setTab}
          tabs={isClosed ? otherTabs : [...editTabs, ...otherTabs]}
        />
      </ProjectFormProvider>
      <EditBar edit={edit} onTry={showFault} />
    </div>
  );
}

type Edit = ReturnType<typeof useProjectEdit>;

/** Saving with a fault goes to it. */
function EditBar({ edit, onTry }: { edit: Edit; onTry: () => void }) {
  const t = useTranslations("project.form");
  const toast = useToast();
  const { save, changes, discard } = edit;
  const submit = () => {
    onTry();
    if (!changes) return;
    if (Object.keys(changes).length === 0) return discard();
    save.mutate(changes, { onSuccess: () => toast({ title: t("saved"), tone: "success" }) });
  };
  if (!edit.isDirty) return null;
  return (
    <SaveBar
      error={save.error}
      faultCount={Object.keys(edit.faults).length}
      isPending={save.isPending}
      onSave={submit}
      onDiscard={discard}
    />
  );
}

function GeneralTab({ project }: { project: ProjectView }) {
  const t = useTranslations("project.form");
  const isDraft = project.state === "draft";
  return (
    <div className="flex flex-col gap-6">
      <Card>
        <div className="flex max-w-2xl flex-col gap-6">
          <NameField />
          {isDraft ? <SlugField own={project.slug} /> : null}
          <SummaryField />
        </div>
      </Card>
      <Card>
        <DoorFields />
      </Card>
      {isDraft ? (
        <>
          <Card>
            <DataFields />
          </Card>
          <Card>
            <LicenceField />
          </Card>
        </>
      ) : (
        <Card>
          <p className="mb-3 text-muted text-sm">{t("locked")}</p>
          <Locked>
            <ProjectFacts project={project} isFixedOnly />
            <LabelQuestion labels={project.labelSchema} />
          </Locked>
        </Card>
      )}
    </div>
  );
}

function Locked({ children }: { children: ReactNode }) {
  return <div className="flex max-w-2xl flex-col gap-6">{children}</div>;
}

function PolicyTab({ project, policy }: { project: ProjectView; policy: ReturnType<typeof policyOfForm> }) {
  const t = useTranslations("project.form");
  return (
    <div className="flex flex-col gap-6">
      {project.state === "draft" ? null : <Alert>{t("newVersion")}</Alert>}
      <Card>
        <div className="flex flex-col gap-7">
          <PolicyFields />
          <Simulation policy={policy} budget={project.budgetLeft || EXAMPLE_BUDGET} />
          <RewardRule policy={policy} />
        </div>
      </Card>
    </div>
  );
}

function PreviewTab({ project, edit }: { project: ProjectView; edit: Edit }) {
  const shown = { ...project, guidelines: edit.form.guidelines, rejectReasons: edit.form.rejectReasons };
  return (
    <div className="flex flex-col gap-6">
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <ContributePreview form={edit.form} />
        <ReviewPreview form={edit.form} />
      </div>
      <ProjectRules project={{ ...shown, ...policyOfForm(edit.form) }} />
    </div>
  );
}
