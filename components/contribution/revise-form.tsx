"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo, useRef, useState } from "react";
import { MediaField } from "#components/media/media-field";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { useToast } from "#components/ui/toast";
import { type ApiOutputs, orpc } from "#lib/client";
import { mediaKindOf } from "#lib/domain/content";
import { turnFields } from "#lib/domain/conversation";
import { readSentError } from "#lib/sent-error";
import { ContentFields } from "./content-fields";
import { DeclarationField } from "./declaration-field";
import { DraftNote } from "./draft-note";
import { DuplicateNote, ElsewhereNote, elsewhereIn } from "./duplicate-note";
import { FormFoot } from "./form-foot";
import { NearNote } from "./near-note";
import { PersonalNote } from "./personal-note";
import { useContentForm } from "./use-content-form";
import { useDeclaration } from "./use-declaration";
import { useDraft } from "./use-draft";
import { usePersonal } from "./use-personal";

type Item = ApiOutputs["contribution"]["get"];
type ReviseFormProps = { item: Item; userId: string; stored: ApiOutputs["draft"]["get"] };

/** The author's answer to a request for changes; drafts survive here as they do in the contribute form. */
export function ReviseForm({ item, userId, stored }: ReviseFormProps) {
  const t = useTranslations("contribution.revise");
  const toast = useToast();
  const queryClient = useQueryClient();
  const initial = { fields: item.content ?? {} };
  const draft = useDraft({ userId, project: item.project.slug, draftKey: item.id, initial, stored });
  const isSending = useRef(false);
  const send = useMutation({
    ...orpc.contribution.revise.mutationOptions(),
    onSuccess: ({ round }) => {
      draft.clear(initial, { isSent: true });
      toast({ title: t("sent", { round }), tone: "success" });
      void queryClient.invalidateQueries({ queryKey: orpc.contribution.key() });
    },
    onError: () => draft.release(),
    onSettled: () => {
      isSending.current = false;
    },
  });
  const { fields } = draft.content;
  // A file takes its time to arrive: by then more may have been typed.
  const latest = useRef(fields);
  latest.current = fields;
  const content = useContentForm(item.project, fields, send.error, { revising: item.id });
  const personal = usePersonal(item.project, fields);
  const kind = mediaKindOf[item.project.modality];
  const [isTried, setTried] = useState(false);
  const licences = useMemo(() => [item.licence], [item.licence]);
  const declaration = useDeclaration(userId, { ...item.project, licences }, item.declared);
  const { reason, details } = readSentError(send.error);
  const refusedFor = reason === "contribution.duplicate" ? String(details.contribution) : null;
  // Its own earlier text is in the project, of course: that is no duplicate to warn of.
  const duplicate = content.duplicateOf !== item.id ? (content.duplicateOf ?? refusedFor) : refusedFor;
  const elsewhere = content.duplicateElsewhere ?? elsewhereIn(send.error);
  const names = new Set([...Object.keys(item.content ?? {}), ...turnFields(fields)]);
  const isUnchanged = [...names].every((name) => (fields[name] ?? "") === (item.content?.[name] ?? ""));
  const submit = async () => {
    if (isSending.current || isUnchanged) return;
    content.touchAll();
    setTried(true);
    const { input: declared } = declaration;
    if (!content.isValid || !declared || personal.isOpen) return;
    isSending.current = true;
    await draft.hold();
    const { statement: personalStatement } = personal;
    send.mutate({ id: item.id, round: item.round, content: content.content, personalStatement, declaration: declared });
  };
  return (
    <Card title={t("title")} id="revise">
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void submit();
        }}
      >
        <p className="text-muted text-sm">{t("lead")}</p>
        {kind ? (
          <MediaField
            project={item.project.slug}
            kind={kind}
            value={fields[kind] ?? ""}
            known={item.media}
            readOnly={send.isPending}
            onChange={(file) => {
              if (send.error) send.reset();
              draft.change({ fields: { ...latest.current, ...file } });
            }}
          />
        ) : null}
        <ContentFields
          modality={item.project.modality}
          labelSchema={item.project.labelSchema}
          lang={item.language}
          fields={fields}
          onChange={(field, text) => {
            if (send.isPending) return;
            if (send.error) send.reset();
            draft.change({ fields: { ...fields, [field]: text } });
          }}
          onReplace={(next) => {
            if (send.isPending) return;
            if (send.error) send.reset();
            draft.change({ fields: next });
          }}
          onBlur={(field) => {
            content.touch(field);
            void draft.save();
          }}
          errorOf={content.errorOf}
          readOnly={send.isPending}
        />
        <PersonalNote
          personal={personal}
          fields={fields}
          onMask={(masked) => {
            if (!send.isPending) draft.change({ fields: masked });
          }}
          isTried={isTried}
        />
        <DeclarationField declaration={declaration} isTried={isTried} readOnly={send.isPending} />
        {duplicate ? <DuplicateNote id={duplicate} /> : null}
        {elsewhere && !duplicate ? <ElsewhereNote holder={elsewhere} /> : null}
        {content.near && !duplicate ? <NearNote near={content.near} policy={item.project.nearDuplicates} /> : null}
        {send.error && !refusedFor && !elsewhere ? <ErrorMessage error={send.error} hideIssues /> : null}
        <FormFoot note={<DraftNote state={draft.state} savedAt={draft.savedAt} path={`/contributions/${item.id}`} />}>
          <Button
            type="submit"
            variant="primary"
            shortcut="Ctrl+Enter"
            pending={send.isPending}
            disabledReason={isUnchanged ? t("unchanged") : undefined}
          >
            {t("send")}
          </Button>
        </FormFoot>
      </form>
    </Card>
  );
}
