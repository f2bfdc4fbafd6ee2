"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { ConsentField } from "#components/contribution/consent-field";
import { ContentFields } from "#components/contribution/content-fields";
import { DeclarationField } from "#components/contribution/declaration-field";
import { DuplicateNote } from "#components/contribution/duplicate-note";
import { useRights } from "#components/contribution/use-rights";
import { ErrorMessage, useFieldText } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { LinkButton } from "#components/ui/link-button";
import { Progress } from "#components/ui/progress";
import { Select } from "#components/ui/select";
import type { ApiOutputs } from "#lib/client";
import { modalityFields } from "#lib/domain/content";
import { type Language, languages } from "#lib/domain/language";
import { readSentError } from "#lib/sent-error";
import { ImageCard } from "./image-card";
import { ImageDrop } from "./image-drop";
import { useSizeText } from "./image-figure";
import { useImageNotes } from "./use-image-notes";
import { useSendImages } from "./use-send-images";
import { type ImageItem, useUploads } from "./use-uploads";

type ImageContributeProps = { userId: string; project: ApiOutputs["project"]["get"] };

/** Pictures come in, are checked one by one, get their words, and are sent in together. */
export function ImageContribute({ userId, project }: ImageContributeProps) {
  const t = useTranslations("image");
  const shared = useTranslations("contribute");
  const fieldText = useFieldText();
  const uploads = useUploads(userId, project.slug);
  const { notes, change, keepOnly } = useImageNotes(`${userId}.${project.slug}`);
  const { declaration, consent } = useRights(userId, project);
  const sending = useSendImages(project);
  const [isAttempted, setAttempted] = useState(false);
  const [language, setLanguage] = useState<Language>((project.languages as Language[])[0] ?? "en");
  const form = useRef<HTMLFormElement>(null);
  const hasTexts = modalityFields[project.modality].length > 0;
  const ready = uploads.items.flatMap(({ upload }) => (upload?.state === "ready" ? upload : []));
  const refused = uploads.items.filter(({ upload }) => upload?.state === "refused");
  const isSending = sending.progress !== null;
  const submit = async () => {
    if (ready.length === 0) return;
    setAttempted(true);
    if (!consent.agreed || !declaration.input || ready.some((upload) => sending.faultOf(upload, notes))) {
      // The first field that asks for something, wherever it stands.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus());
      return;
    }
    const done = await sending.send(ready, notes, {
      language,
      consentHash: consent.hash,
      declaration: declaration.input,
    });
    if (done.length > 0) {
      consent.remember();
      declaration.remember();
    }
    if (done.length === ready.length) setAttempted(false);
    keepOnly(new Set(ready.map(({ id }) => id).filter((id) => !done.includes(id))));
  };
  return (
    <Card title={t("form")}>
      <form
        ref={form}
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {sending.sent && !isSending ? <Sent sent={sending.sent} /> : null}
        <ImageDrop onFiles={uploads.add} isSmall={uploads.items.length > 0} />
        {uploads.error ? <ErrorMessage error={uploads.error} onRetry={() => void uploads.refresh()} /> : null}
        {uploads.items.length > 0 ? (
          <section aria-labelledby="images" className="flex flex-col gap-3">
            <Summary items={uploads.items} />
            <ul className="flex flex-col gap-3">
              {uploads.items.map((item) => (
                <ImageCard
                  key={item.key}
                  item={item}
                  isSending={isSending}
                  onPause={() => uploads.pause(item.transfer?.key ?? "")}
                  onResume={() => uploads.resume(item.transfer?.key ?? "")}
                  onRemove={() => void uploads.remove(item)}
                  error={duplicateOf(sending.errors[item.key]) ? null : sending.errors[item.key]}
                >
                  <Duplicate error={sending.errors[item.key]} />
                  <ContentFields
                    modality={project.modality}
                    labelSchema={project.labelSchema}
                    lang={language}
                    fields={notes[item.key] ?? {}}
                    onChange={(field, text) => change(item.key, field, text)}
                    onBlur={() => {}}
                    errorOf={(field) => {
                      const fault = isAttempted && item.upload ? sending.faultOf(item.upload, notes, field) : undefined;
                      return fault && fieldText(fault);
                    }}
                    readOnly={isSending}
                  />
                </ImageCard>
              ))}
            </ul>
            {refused.length > 1 ? (
              <Button
                size="sm"
                variant="ghost"
                className="self-start"
                onClick={() => void Promise.all(refused.map((item) => uploads.remove(item)))}
              >
                {t("removeRefused", { count: refused.length })}
              </Button>
            ) : null}
          </section>
        ) : null}
        {hasTexts && project.languages.length > 1 ? (
          <Field label={shared("language")} required>
            <Select
              name="language"
              value={language}
              onValueChange={(tag) => setLanguage(tag as Language)}
              options={project.languages.map((tag) => ({ value: tag, label: languages[tag as Language] ?? tag }))}
            />
          </Field>
        ) : null}
        <DeclarationField declaration={declaration} isTried={isAttempted} readOnly={isSending} />
        <ConsentField
          licence={consent.licence}
          agreed={consent.agreed}
          onChange={consent.setAgreed}
          error={isAttempted && !consent.agreed ? shared("consent.required") : undefined}
        />
        {sending.general ? <ErrorMessage error={sending.general} /> : null}
        {sending.progress ? (
          <Progress
            label={t("sending", sending.progress)}
            value={sending.progress.done}
            max={sending.progress.of}
            valueText={t("sending", sending.progress)}
          />
        ) : null}
        <div className="sticky bottom-0 z-10 -mx-5 -mb-5 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-b-lg border-line border-t bg-surface px-5 py-3 sm:static sm:m-0 sm:border-0 sm:p-0">
          <p className="hidden text-muted text-sm sm:block">{t("kept")}</p>
          <Button
            type="submit"
            variant="primary"
            size="lg"
            className="ms-auto grow sm:grow-0"
            pending={isSending}
            disabledReason={ready.length === 0 ? t("nothingReady") : undefined}
          >
            {t("send", { count: ready.length })}
          </Button>
        </div>
      </form>
    </Card>
  );
}

/** How far all of them are together, said aloud now and then. */
function Summary({ items }: { items: readonly ImageItem[] }) {
  const t = useTranslations("image");
  const sizeText = useSizeText();
  const moving = items.flatMap(({ transfer }) => (transfer && transfer.phase !== "failed" ? transfer : []));
  const total = moving.reduce((sum, one) => sum + one.sizeBytes, 0);
  const sent = moving.reduce((sum, one) => sum + one.sentBytes, 0);
  const ready = items.filter(({ upload }) => upload?.state === "ready").length;
  const text = t("summary", { ready, count: items.length });
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 id="images" className="text-sm" aria-live="polite">
          {text}
        </h3>
        {moving.length > 0 ? (
          <p className="tabular text-muted text-xs">
            {t("total", { sent: sizeText(sent), total: sizeText(total), count: moving.length })}
          </p>
        ) : null}
      </div>
      {moving.length > 1 ? (
        <Progress label={t("totalLabel")} value={Math.round((sent / Math.max(1, total)) * 100)} />
      ) : null}
    </div>
  );
}

function Sent({ sent }: { sent: { count: number; lastId: string } }) {
  const t = useTranslations("image.sent");
  const open = (
    <LinkButton size="sm" href={sent.count === 1 ? `/contributions/${sent.lastId}` : "/me"}>
      {t(sent.count === 1 ? "openOne" : "openAll")}
    </LinkButton>
  );
  return (
    <Alert key={sent.lastId} tone="success" title={t("title", { count: sent.count })} action={open} live>
      {t("text")}
    </Alert>
  );
}

function duplicateOf(error: unknown): string | null {
  if (!error) return null;
  const { reason, details } = readSentError(error);
  return reason === "contribution.duplicate" && typeof details.contribution === "string" ? details.contribution : null;
}

function Duplicate({ error }: { error: unknown }) {
  const first = duplicateOf(error);
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (first) note.current?.scrollIntoView({ block: "nearest" });
  }, [first]);
  return first ? (
    <div ref={note}>
      <DuplicateNote id={first} />
    </div>
  ) : null;
}
