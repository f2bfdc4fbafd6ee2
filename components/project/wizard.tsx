"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { LinkButton } from "#components/ui/link-button";
import { RelativeTime } from "#components/ui/relative-time";
import { Skeleton } from "#components/ui/skeleton";
import { reasonOf } from "#lib/sent-error";
import { ProjectFormProvider } from "./form-context";
import { useSlugCheck } from "./slug-field";
import { useCreateProject } from "./use-create-project";
import { useStoredWizard, type WizardState } from "./use-stored-wizard";
import { WizardNav } from "./wizard-nav";
import { budgetOf, checkWizard, type StepKey, stepKeys } from "./wizard-state";
import { WizardStep } from "./wizard-steps";

/** A new project in seven steps; what is typed stays in this browser until the project exists. */
export function Wizard() {
  const stored = useStoredWizard();
  if (!stored.state) return <WizardSkeleton />;
  return <WizardForm {...stored} state={stored.state} />;
}

type WizardFormProps = ReturnType<typeof useStoredWizard> & { state: WizardState };

function WizardForm({ state, change, forget, startOver, wasRestored, savedAt }: WizardFormProps) {
  const t = useTranslations("project.wizard");
  const [tried, setTried] = useState<ReadonlySet<number>>(new Set());
  const create = useCreateProject(forget);
  const isSlugTaken = useSlugCheck(state.form.slug)?.available === false;
  const { faults, counts, input } = checkWizard(state, isSlugTaken);
  const key = stepKeys[state.step] ?? "basics";
  const form = useRef<HTMLFormElement>(null);
  const isLast = key === "check";
  const go = (step: number) => change({ ...state, step, furthest: Math.max(step, state.furthest) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isLast && counts[key] === 0) return go(state.step + 1);
    setTried((old) => new Set([...old, state.step]));
    if (isLast && input) return create.mutate({ id: state.id, input, budget: budgetOf(state) });
    // After the faults are drawn: to the first of them.
    requestAnimationFrame(() => {
      const first = form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
      first?.focus({ preventScroll: true });
      first?.scrollIntoView({ block: "center" });
    });
  };
  return (
    <div className="grid items-start gap-x-10 gap-y-6 lg:grid-cols-[14rem_minmax(0,1fr)]">
      <WizardNav at={state.step} furthest={state.furthest} counts={counts} onGo={go} />
      <form ref={form} onSubmit={submit} noValidate className="flex min-w-0 flex-col gap-4">
        <Card>
          <StepHeading step={key} />
          <ProjectFormProvider
            form={state.form}
            onChange={(next) => change({ ...state, form: next })}
            faults={faults}
            isTried={tried.has(state.step)}
          >
            <WizardStep state={state} onChange={change} counts={counts} onGo={go} />
          </ProjectFormProvider>
        </Card>
        {isLast ? <CreateError error={create.error} /> : null}
        <div className="flex flex-wrap items-center justify-between gap-3">
          <Button onClick={() => go(state.step - 1)} disabled={state.step === 0}>
            {t("back")}
          </Button>
          <Button type="submit" variant="primary" size="lg" pending={create.isPending || create.isSuccess}>
            {isLast ? (create.isPending ? t("creating") : t("create")) : t("next")}
          </Button>
        </div>
        <Kept savedAt={savedAt} wasRestored={wasRestored} onStartOver={startOver} />
      </form>
    </div>
  );
}

/** Takes the focus when the step changes, so that a screen reader says where one is. */
function StepHeading({ step }: { step: StepKey }) {
  const t = useTranslations("project.wizard");
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    heading.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [step]);
  return (
    <div className="mb-6">
      <h2 ref={heading} tabIndex={-1} className="text-xl outline-none">
        {t(`${step}.title`)}
      </h2>
      <p className="mt-1 text-muted">{t(`${step}.lead`)}</p>
    </div>
  );
}

function CreateError({ error }: { error: unknown }) {
  const t = useTranslations("project.act");
  if (!error) return null;
  const isSignedOut = reasonOf(error) === "auth.required";
  return (
    <ErrorMessage
      error={error}
      action={
        isSignedOut ? (
          <LinkButton size="sm" href="/sign-in?next=/projects/new">
            {t("signInAgain")}
          </LinkButton>
        ) : undefined
      }
    />
  );
}

type KeptProps = { savedAt: Date | null | undefined; wasRestored: boolean; onStartOver: () => void };

/** Where what is typed stands, and the way to begin anew. */
function Kept({ savedAt, wasRestored, onStartOver }: KeptProps) {
  const t = useTranslations("project.wizard");
  const [isAsking, setAsking] = useState(false);
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 text-muted text-sm">
      <span>
        {savedAt === null ? t("notKept") : null}
        {savedAt ? t.rich("keptAt", { time: () => <RelativeTime at={savedAt} /> }) : null}
        {savedAt === undefined && wasRestored ? t("restored") : null}
      </span>
      {savedAt !== undefined || wasRestored ? (
        <Button variant="ghost" size="sm" onClick={() => setAsking(true)}>
          {t("startOver")}
        </Button>
      ) : null}
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t("startOverTitle")}
        description={t("startOverText")}
        action={t("startOverAction")}
        danger
        onConfirm={() => {
          setAsking(false);
          onStartOver();
        }}
      />
    </div>
  );
}

function WizardSkeleton() {
  return (
    <div aria-busy="true" className="grid gap-x-10 gap-y-6 lg:grid-cols-[14rem_minmax(0,1fr)]">
      <Skeleton className="h-64 rounded-lg max-lg:h-8" />
      <Skeleton className="h-96 rounded-lg" />
    </div>
  );
}
