"use client";

import { ExternalLink } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
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
      {chosen ? <Wording licence={chosen} /> : null}
    </div>
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
