"use client";

import { clsx } from "clsx";
import { AudioLines, Image as ImageIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { useFieldName } from "#components/contribution/use-field-name";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Points } from "#components/ui/points";
import { Select } from "#components/ui/select";
import { Textarea } from "#components/ui/textarea";
import { type ContentField, mediaKindOf, modalityFields } from "#lib/domain/content";
import type { MediaKind } from "#lib/domain/media";
import { classesOf, type ProjectForm, policyOfForm } from "./form-state";

/** How contributing will look: the same fields, in the same order; nothing in it works. */
export function ContributePreview({ form }: { form: ProjectForm }) {
  const t = useTranslations("project");
  const nameOf = useFieldName();
  return (
    <Screen title={t("screen.contribute")}>
      <FilePreview kind={mediaKindOf[form.modality]} />
      {sampleFields(form).map((field) => (
        <Field key={field} label={nameOf(field)}>
          <Textarea rows={2} />
        </Field>
      ))}
      <LabelPreview form={form} />
      <Checkbox label={<span className="text-sm">{t("screen.consent", { licence: form.licence || "…" })}</span>} />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <span className="text-muted text-sm">
          {t.rich("screen.worth", {
            points: () => <Points milli={policyOfForm(form).acceptPrice} className="font-medium text-ink" />,
          })}
        </span>
        <Button variant="primary">{t("screen.send")}</Button>
      </div>
    </Screen>
  );
}

/** How reviewing will look: one piece in large type, and three decisions. */
export function ReviewPreview({ form }: { form: ProjectForm }) {
  const t = useTranslations("project");
  const nameOf = useFieldName();
  const [firstLabel] = classesOf(form.classes);
  return (
    <Screen title={t("screen.review")}>
      <div className="flex flex-col gap-4 rounded-md border border-line bg-page p-4">
        <FilePreview kind={mediaKindOf[form.modality]} />
        {sampleFields(form).map((field) => (
          <div key={field}>
            <p className="text-muted text-xs">{nameOf(field)}</p>
            <p className="text-xl">{t("screen.sample")}</p>
          </div>
        ))}
        {form.labelKind === "single_class" ? (
          <div>
            <p className="text-muted text-xs">{form.question || t("form.question")}</p>
            <Badge>{firstLabel ?? "…"}</Badge>
          </div>
        ) : null}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" shortcut="A">
          {t("screen.accept")}
        </Button>
        <Button shortcut="R">{t("screen.reject")}</Button>
        <Button shortcut="C">{t("screen.changes")}</Button>
      </div>
      <ol className="flex flex-wrap gap-1.5">
        {form.rejectReasons.map((reason, at) => (
          <li key={reason} className="rounded-sm border border-line px-2 py-0.5 text-muted text-xs">
            {at + 1} {t(`reason.${reason}`)}
          </li>
        ))}
      </ol>
    </Screen>
  );
}

const sampleTurns = ["turn_01_user", "turn_02_assistant"] as const;

function sampleFields({ modality }: ProjectForm): readonly ContentField[] {
  return modality === "conversation" ? sampleTurns : modalityFields[modality];
}

function FilePreview({ kind }: { kind: MediaKind | undefined }) {
  if (!kind) return null;
  const Icon = kind === "image" ? ImageIcon : AudioLines;
  return (
    <div
      className={clsx(
        kind === "image" ? "aspect-video" : "h-14",
        "grid w-full max-w-60 place-items-center rounded-md border border-line border-dashed bg-sunken text-muted",
      )}
    >
      <Icon aria-hidden="true" className="size-7" />
    </div>
  );
}

function LabelPreview({ form }: { form: ProjectForm }) {
  const t = useTranslations("project");
  if (form.labelKind === "none") return null;
  const options = classesOf(form.classes).map((name) => ({ value: name, label: name }));
  return (
    <Field label={form.question || t("form.question")}>
      {options.length > 0 ? (
        <Select options={options} placeholder={t("screen.chooseLabel")} defaultValue="" />
      ) : (
        <Input placeholder={t("screen.chooseLabel")} />
      )}
    </Field>
  );
}

// A picture made of real parts: `inert` keeps keys, clicks and screen readers out of it.
function Screen({ title, children }: { title: string; children: ReactNode }) {
  const t = useTranslations("project.screen");
  const id = useId();
  return (
    <figure aria-labelledby={id} className="flex min-w-0 flex-col overflow-hidden rounded-lg border border-line">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-3 border-line border-b bg-sunken px-4 py-2 text-sm">
        <span id={id} className="font-medium">
          {title}
        </span>
        <span className="text-muted text-xs">{t("note")}</span>
      </figcaption>
      <div inert className="flex flex-col gap-4 bg-surface p-4">
        {children}
      </div>
    </figure>
  );
}
