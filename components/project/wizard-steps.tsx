"use client";

import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { PointsNotice } from "#components/ui/notice";
import { parsePoints } from "#lib/domain/points";
import { suggestSlug } from "#lib/domain/project-view";
import { NameField, SummaryField } from "./basics-fields";
import { DataFields } from "./data-fields";
import { DoorFields } from "./door-fields";
import { useFaultText } from "./form-context";
import { policyOfForm } from "./form-state";
import { GuidelinesField } from "./guidelines-field";
import { LicenceField } from "./licence-field";
import { PolicyFields } from "./policy-fields";
import { RewardRule } from "./reward-rule";
import { ContributePreview, ReviewPreview } from "./screen-preview";
import { Simulation } from "./simulation";
import { SlugField } from "./slug-field";
import type { WizardState } from "./use-stored-wizard";
import { budgetFault, type StepKey, stepKeys } from "./wizard-state";

type StepProps = {
  state: WizardState;
  onChange: (state: WizardState) => void;
  counts: Record<StepKey, number>;
  onGo: (step: number) => void;
};

/** Milli-points that the simulation plays with while no budget is written. */
const EXAMPLE_BUDGET = 1_000_000;

/** The fields of the step. */
export function WizardStep(props: StepProps) {
  const { form } = props.state;
  switch (stepKeys[props.state.step]) {
    case "basics":
      return <BasicsStep {...props} />;
    case "data":
      return (
        <div className="flex flex-col gap-7">
          <DataFields />
          <DoorFields />
        </div>
      );
    case "guidelines":
      return <GuidelinesField />;
    case "licence":
      return <LicenceField />;
    case "policy":
      return (
        <div className="flex flex-col gap-7">
          <PolicyFields />
          <Simulation policy={policyOfForm(form)} budget={EXAMPLE_BUDGET} />
          <RewardPreview state={props.state} />
        </div>
      );
    case "budget":
      return <BudgetStep {...props} />;
    default:
      return <CheckStep {...props} />;
  }
}

function BasicsStep({ state, onChange }: StepProps) {
  const { form } = state;
  const onName = (name: string) => {
    const slug = state.slugIsOwn ? form.slug : name.trim() && suggestSlug(name, form.modality, form.languages[0]);
    onChange({ ...state, form: { ...form, name, slug } });
  };
  const onSlug = (slug: string) => onChange({ ...state, slugIsOwn: slug !== "", form: { ...form, slug } });
  return (
    <div className="flex flex-col gap-6">
      <NameField onName={onName} />
      <SlugField onSlug={onSlug} />
      <SummaryField />
    </div>
  );
}

function BudgetStep({ state, onChange }: StepProps) {
  const t = useTranslations("project.form");
  const faultText = useFaultText();
  const fault = budgetFault(state.budget);
  const budget = parsePoints(state.budget) ?? 0;
  return (
    <div className="flex flex-col gap-6">
      <Field label={t("budget")} hint={t("budgetHint")} error={fault && faultText(fault)} optional className="max-w-md">
        <Input
          inputMode="decimal"
          suffix={t("pointsUnit")}
          value={state.budget}
          onChange={(event) => onChange({ ...state, budget: event.target.value })}
          autoComplete="off"
        />
      </Field>
      <Simulation policy={policyOfForm(state.form)} budget={budget} />
      <p className="text-muted text-sm">{t("budgetNote")}</p>
      <PointsNotice />
    </div>
  );
}

function CheckStep({ state, counts, onGo }: StepProps) {
  const t = useTranslations("project.wizard");
  const open = stepKeys.filter((key) => counts[key] > 0);
  return (
    <div className="flex flex-col gap-6">
      {open.length > 0 ? (
        <Alert tone="warning" title={t("incomplete", { count: open.length })}>
          <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
            {open.map((key) => (
              <li key={key}>
                <button type="button" className="link" onClick={() => onGo(stepKeys.indexOf(key))}>
                  {t(`${key}.title`)}
                </button>
              </li>
            ))}
          </ul>
        </Alert>
      ) : null}
      <div className="grid gap-6 xl:grid-cols-2">
        <ContributePreview form={state.form} />
        <ReviewPreview form={state.form} />
      </div>
      <RewardPreview state={state} />
    </div>
  );
}

/** What contributors will read about points. */
function RewardPreview({ state }: { state: WizardState }) {
  const t = useTranslations("project.reward");
  return (
    <section>
      <h3 className="mb-3 text-sm">{t("title")}</h3>
      <RewardRule policy={policyOfForm(state.form)} />
    </section>
  );
}
