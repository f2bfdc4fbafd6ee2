"use client";

import { ExternalLink } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useId } from "react";
import { Checkbox } from "#components/ui/checkbox";
import { RadioGroup } from "#components/ui/radio-group";
import { consentWording, type Licence, licences } from "#lib/domain/licence";
import { useProjectForm } from "./form-context";

const names = Object.keys(licences) as Licence[];

/** The licence, what it means in a line, and the very words that contributors agree to. */
export function LicenceField() {
  const t = useTranslations("project.form");
  const { form, set, errorOf } = useProjectForm();
  const chosen = names.find((name) => name === form.licence);
  return (
    <div className="flex flex-col gap-5">
      <RadioGroup
        legend={t("licence")}
        hint={t("licenceHint")}
        error={errorOf("licence")}
        required
        value={chosen}
        onChange={(licence) => set("licence", licence)}
        options={names.map((name) => ({
          value: name,
          label: `${licences[name].name} (${name})`,
          hint: t(`licenceFor.${name.replace(".", "_") as "CC0-1_0"}`),
        }))}
      />
      {chosen ? <OtherLicences chosen={chosen} /> : null}
      {chosen ? <Wording licence={chosen} /> : null}
    </div>
  );
}

/** Licences that a contributor may choose instead: what they give then stays under theirs. */
function OtherLicences({ chosen }: { chosen: Licence }) {
  const t = useTranslations("project.form");
  const { form, set } = useProjectForm();
  const id = useId();
  const toggle = (name: Licence, isOn: boolean) =>
    set("otherLicences", isOn ? [...form.otherLicences, name] : form.otherLicences.filter((other) => other !== name));
  return (
    <fieldset aria-describedby={`${id}-hint`}>
      <legend className="mb-1.5 font-medium text-sm">{t("otherLicences")}</legend>
      <p id={`${id}-hint`} className="mb-2 text-muted text-sm">
        {t("otherLicencesHint")}
      </p>
      <div className="flex flex-col gap-1.5">
        {names
          .filter((name) => name !== chosen)
          .map((name) => (
            <Checkbox
              key={name}
              label={`${licences[name].name} (${name})`}
              checked={form.otherLicences.includes(name)}
              onChange={(event) => toggle(name, event.target.checked)}
            />
          ))}
      </div>
    </fieldset>
  );
}

function Wording({ licence }: { licence: Licence }) {
  const t = useTranslations("project.form");
  const [, english, chinese] = consentWording(licence).split("\n");
  return (
    <div className="rounded-md border border-line bg-page p-4 text-sm">
      <p className="font-medium">{t("wording")}</p>
      <blockquote className="mt-1 text-muted">{useLocale() === "en" ? english : chinese}</blockquote>
      <a
        href={licences[licence].url}
        target="_blank"
        rel="license noopener noreferrer"
        className="link mt-2 inline-flex items-center gap-1"
      >
        {t("licenceText")}
        <ExternalLink aria-hidden="true" className="size-3.5" />
      </a>
    </div>
  );
}
