"use client";

import { useTranslations } from "next-intl";
import { useDeferredValue } from "react";
import { Button } from "#components/ui/button";
import { CharCount } from "#components/ui/char-count";
import { Field } from "#components/ui/field";
import { Markdown } from "#components/ui/markdown";
import { Textarea } from "#components/ui/textarea";
import { limits } from "#lib/domain/limits";
import { useProjectForm } from "./form-context";
import { textLanguage } from "./language-names";

/** Guidelines in Markdown, with what contributors will see beside them (below on narrow screens). */
export function GuidelinesField() {
  const t = useTranslations("project.form");
  const { form, set, errorOf, touch } = useProjectForm();
  // Typing stays quick while a long text is rendered.
  const shown = useDeferredValue(form.guidelines);
  const lang = textLanguage(form.languages);
  return (
    <div className="grid gap-6 xl:grid-cols-2">
      <div className="flex flex-col items-start gap-3">
        <Field
          className="w-full"
          label={t("guidelines")}
          hint={t("guidelinesHint")}
          error={errorOf("guidelines")}
          required
          aside={<CharCount text={form.guidelines} max={limits.guidelinesChars} />}
        >
          <Textarea
            rows={16}
            lang={lang}
            className="font-mono text-sm"
            value={form.guidelines}
            onChange={(event) => set("guidelines", event.target.value)}
            onBlur={() => touch("guidelines")}
          />
        </Field>
        {form.guidelines.trim() === "" ? (
          <Button size="sm" onClick={() => set("guidelines", t("outline"))}>
            {t("guidelinesStart")}
          </Button>
        ) : null}
      </div>
      <section aria-label={t("preview")} className="min-w-0">
        <h3 className="mb-1.5 font-medium text-sm">{t("preview")}</h3>
        <div className="min-h-32 rounded-md border border-line bg-page p-5">
          {shown.trim() === "" ? (
            <p className="text-muted text-sm">{t("previewEmpty")}</p>
          ) : (
            <Markdown headingFrom={3} lang={lang}>
              {shown}
            </Markdown>
          )}
        </div>
      </section>
    </div>
  );
}
