"use client";

import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { Field } from "#components/ui/field";
import { Hash } from "#components/ui/hash";
import { Select } from "#components/ui/select";
import type { ApiOutputs } from "#lib/client";
import { type Language, languages } from "#lib/domain/language";
import { reasonOf } from "#lib/sent-error";
import { ConsentField } from "./consent-field";
import { ContentFields } from "./content-fields";
import { DeclarationField } from "./declaration-field";
import { DraftNote } from "./draft-note";
import { DuplicateNote, ElsewhereNote, elsewhereIn } from "./duplicate-note";
import { FormFoot } from "./form-foot";
import { LookNote } from "./look-note";
import { NearNote } from "./near-note";
import { PersonalNote } from "./personal-note";
import { Receipt } from "./receipt";
import { RestoredNote } from "./restored-note";
import { useContribute } from "./use-contribute";

type ContributeFormProps = {
  userId: string;
  project: ApiOutputs["project"]["get"];
  stored: ApiOutputs["draft"]["get"];
};

/** One contribution after the other: typed, checked, sent, and the form is ready again. */
export function ContributeForm({ userId, project, stored }: ContributeFormProps) {
  const t = useTranslations("contribute");
  const look = useTranslations("door.look");
  const first = useRef<HTMLTextAreaElement>(null);
  const form = useContribute({ userId, project, stored, onSent: () => first.current?.focus() });
  const [isAsking, setAsking] = useState(false);
  const { draft, content, send } = form;
  const duplicate = content.duplicateOf ?? form.refusedFor;
  const elsewhere = content.duplicateElsewhere ?? elsewhereIn(send.error);
  const isEmpty = Object.values(draft.content.fields).every((text) => text === "");
  return (
    <Card title={t("form")}>
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          form.submit();
        }}
      >
        {form.receipt ? <Receipt receipt={form.receipt} /> : null}
        {draft.restoredAt && !isEmpty ? <RestoredNote at={draft.restoredAt} /> : null}
        {project.languages.length > 1 ? (
          <Field label={t("language")} required error={form.errorOf("language")}>
            <Select
              name="language"
              value={form.language}
              onValueChange={form.setLanguage}
              options={project.languages.map((tag) => ({ value: tag, label: languages[tag as Language] ?? tag }))}
            />
          </Field>
        ) : null}
        <ContentFields
          modality={project.modality}
          labelSchema={project.labelSchema}
          lang={form.language}
          fields={draft.content.fields}
          onChange={form.setField}
          onReplace={form.setFields}
          onBlur={form.leave}
          errorOf={content.errorOf}
          firstRef={first}
          readOnly={send.isPending}
        />
        <PersonalNote
          personal={form.personal}
          fields={draft.content.fields}
          onMask={form.setFields}
          isTried={form.isAttempted}
        />
        {duplicate ? <DuplicateNote id={duplicate} /> : null}
        {elsewhere && !duplicate ? <ElsewhereNote holder={elsewhere} /> : null}
        {content.near && !duplicate ? <NearNote near={content.near} policy={project.nearDuplicates} /> : null}
        <LookNote
          look={content.looksLike}
          language={form.language}
          text={look(project.languageCheck === "refuse" ? "refuse" : "warn")}
        />
        <DeclarationField declaration={form.declaration} isTried={form.isAttempted} readOnly={send.isPending} />
        <ConsentField
          licence={form.consent.licence}
          agreed={form.consent.agreed}
          onChange={form.consent.setAgreed}
          error={form.isConsentMissing ? t("consent.required") : undefined}
        />
        {send.error && !elsewhere && reasonOf(send.error) !== "contribution.duplicate" ? (
          <ErrorMessage error={send.error} hideIssues />
        ) : null}
        <FormFoot
          note={<DraftNote state={draft.state} savedAt={draft.savedAt} path={`/projects/${project.slug}/contribute`} />}
        >
          {isEmpty ? null : (
            <Button variant="ghost" onClick={() => setAsking(true)}>
              {t("draft.discard")}
            </Button>
          )}
          <Button type="submit" variant="primary" shortcut="Ctrl+Enter" pending={send.isPending}>
            {t("send")}
          </Button>
        </FormFoot>
        <p className="min-h-5 text-faint text-xs" title={t("fingerprintHint")}>
          {content.contentHash ? (
            <>
              {t("fingerprint")} <Hash value={content.contentHash} what={t("fingerprint")} />
            </>
          ) : null}
        </p>
      </form>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t("draft.discardTitle")}
        description={t("draft.discardText")}
        action={t("draft.discard")}
        danger
        onConfirm={() => {
          setAsking(false);
          form.discard();
        }}
      />
    </Card>
  );
}
