"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useFieldText } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { RadioGroup } from "#components/ui/radio-group";
import { Select } from "#components/ui/select";
import { peopleStatements, sources, statementWording } from "#lib/domain/declaration";
import { type Licence, licences } from "#lib/domain/licence";
import type { useDeclaration } from "./use-declaration";

type DeclarationFieldProps = {
  declaration: ReturnType<typeof useDeclaration>;
  /** Sending was tried: what is missing is said. */
  isTried: boolean;
  readOnly?: boolean;
};

/** Whose work it is, who is in it, and under which licence it is given; one line once that was said for an earlier one. */
export function DeclarationField({ declaration, isTried, readOnly = false }: DeclarationFieldProps) {
  const t = useTranslations("declaration");
  const [isUnfolded, setUnfolded] = useState(false);
  const isFaulty = declaration.evidenceFault !== undefined || declaration.isPeopleMissing;
  const isFolded = declaration.isKnown && !isUnfolded && !isFaulty;
  return (
    <section aria-label={t("title")} className="rounded-md border border-line bg-page p-4">
      {isFolded ? (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <Summary declaration={declaration} />
          <Button size="sm" variant="ghost" onClick={() => setUnfolded(true)} disabled={readOnly}>
            {t("change")}
          </Button>
        </div>
      ) : (
        <fieldset disabled={readOnly} className="flex min-w-0 flex-col gap-4">
          <Choices declaration={declaration} isTried={isTried} />
        </fieldset>
      )}
    </section>
  );
}

function Summary({ declaration: { choice } }: Pick<DeclarationFieldProps, "declaration">) {
  const t = useTranslations("declaration");
  return (
    <p className="min-w-0 text-sm">
      <span className="font-medium">{t(choice.source)}</span>
      {choice.source !== "own" && choice.evidence ? (
        <span className="text-muted"> · {hostOf(choice.evidence)}</span>
      ) : null}
      {choice.people ? <span className="text-muted"> · {t(choice.people)}</span> : null}
      <span className="text-muted"> · {choice.licence}</span>
    </p>
  );
}

function Choices({ declaration, isTried }: DeclarationFieldProps) {
  const t = useTranslations("declaration");
  const fieldText = useFieldText();
  const wording = useWording();
  const [isLeft, setLeft] = useState(false);
  const { choice, change, evidenceFault } = declaration;
  return (
    <>
      <div>
        <RadioGroup
          legend={t("source")}
          look="inline"
          required
          value={choice.source}
          onChange={(source) => change({ source })}
          options={sources.map((value) => ({ value, label: t(value) }))}
        />
        <p className="mt-1.5 text-muted text-sm">{wording(choice.source)}</p>
      </div>
      {choice.source === "own" ? null : (
        <Field
          label={t("evidence")}
          hint={t("evidenceHint")}
          required={choice.source === "third_party"}
          optional={choice.source === "public_domain"}
          error={
            evidenceFault && (isTried || (isLeft && choice.evidence !== "")) ? fieldText(evidenceFault) : undefined
          }
        >
          <Input
            type="url"
            inputMode="url"
            name="evidence"
            placeholder="https://"
            value={choice.evidence}
            onChange={(event) => change({ evidence: event.target.value })}
            onBlur={() => setLeft(true)}
          />
        </Field>
      )}
      {declaration.asksPeople ? (
        <RadioGroup
          legend={t("people")}
          required
          value={choice.people}
          onChange={(people) => change({ people })}
          options={peopleStatements.map((value) => ({ value, label: t(value), hint: wording(value) }))}
          error={isTried && declaration.isPeopleMissing ? t("peopleMissing") : undefined}
        />
      ) : null}
      {declaration.licences.length > 1 ? (
        <Field label={t("licence")} required>
          <Select
            name="licence"
            value={choice.licence}
            onValueChange={(licence) => change({ licence })}
            options={declaration.licences.map((value) => ({
              value,
              label: `${licences[value as Licence].name} (${value})`,
            }))}
          />
        </Field>
      ) : null}
    </>
  );
}

/** What a choice says in full, in the language of the page: the words whose hash goes with it. */
export function useWording() {
  const at = useLocale() === "en" ? 0 : 1;
  return (name: keyof typeof statementWording) => statementWording[name][at];
}

function hostOf(link: string): string {
  return (
    link
      .trim()
      .replace(/^https:\/\//, "")
      .split(/[/?#]/)[0] ?? ""
  );
}
