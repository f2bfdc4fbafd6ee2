"use client";

import { Pause, Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { ConsentField } from "#components/contribution/consent-field";
import { ContentFields } from "#components/contribution/content-fields";
import { DeclarationField } from "#components/contribution/declaration-field";
import { DuplicateNote, ElsewhereNote, elsewhereIn } from "#components/contribution/duplicate-note";
import { NearNote } from "#components/contribution/near-note";
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
import type { MediaKind } from "#lib/domain/media";
import { readSentError } from "#lib/sent-error";
import { ArchiveCard } from "./archive-card";
import { MediaDrop } from "./media-drop";
import { RoomNote } from "./room-note";
import { UploadCard } from "./upload-card";
import type { Transfer } from "./upload-queue";
import { useMediaNotes } from "./use-media-notes";
import { useSendMedia } from "./use-send-media";
import { useSizeText } from "./use-size-text";
import { useUploads } from "./use-uploads";

// More would make the page slow; the others follow when these are sent in.
const SHOWN_CARDS = 200;

type MediaContributeProps = { userId: string; project: ApiOutputs["project"]["get"]; kind: MediaKind };

/** Files come in, are checked one by one, get their words, and are sent in together. */
export function MediaContribute({ userId, project, kind }: MediaContributeProps) {
  const t = useTranslations("media");
  const shared = useTranslations("contribute");
  const fieldText = useFieldText();
  const uploads = useUploads(userId, project.slug, kind);
  const { notes, change, keepOnly } = useMediaNotes(`${userId}.${project.slug}`);
  const { declaration, consent } = useRights(userId, project);
  const sending = useSendMedia(project, kind);
  const [isAttempted, setAttempted] = useState(false);
  const [language, setLanguage] = useState<Language>((project.languages as Language[])[0] ?? "en");
  const form = useRef<HTMLFormElement>(null);
  const hasTexts = modalityFields[project.modality].length > 0;
  const ready = uploads.items.slice(0, SHOWN_CARDS).flatMap(({ upload }) => (upload?.state === "ready" ? upload : []));
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
    <Card title={t("form", { kind })}>
      <form
        ref={form}
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {sending.sent && !isSending ? <Sent sent={sending.sent} kind={kind} /> : null}
        <MediaDrop kind={kind} onFiles={uploads.add} isSmall={uploads.items.length > 0} />
        <RoomNote slug={project.slug} />
        {uploads.archives.length > 0 ? (
          <ul className="flex flex-col gap-3">
            {uploads.archives.map((item) => (
              <ArchiveCard
                key={item.key}
                item={item}
                onPause={() => uploads.pause(item.transfer?.key ?? "")}
                onResume={() => uploads.resume(item.transfer?.key ?? "")}
                onRemove={() => void uploads.remove(item)}
              />
            ))}
          </ul>
        ) : null}
        {uploads.error ? <ErrorMessage error={uploads.error} onRetry={() => void uploads.refresh()} /> : null}
        {uploads.items.length > 0 ? (
          <section aria-labelledby="uploads" className="flex flex-col gap-3">
            <Summary uploads={uploads} kind={kind} />
            <ul className="flex flex-col gap-3">
              {uploads.items.slice(0, SHOWN_CARDS).map((item) => (
                <UploadCard
                  key={item.key}
                  item={item}
                  kind={kind}
                  isSending={isSending}
                  onPause={() => uploads.pause(item.transfer?.key ?? "")}
                  onResume={() => uploads.resume(item.transfer?.key ?? "")}
                  onRemove={() => void uploads.remove(item)}
                  error={isExplained(sending.errors[item.key]) ? null : sending.errors[item.key]}
                >
                  <Duplicate error={sending.errors[item.key]} />
                  {item.upload?.near && !sending.errors[item.key] ? (
                    <NearNote near={item.upload.near} policy={project.nearDuplicates} kind={kind} />
                  ) : null}
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
                </UploadCard>
              ))}
            </ul>
            {refused.length > 1 ? (
              <Button
                size="sm"
                variant="ghost"
                className="self-start"
                onClick={() => void Promise.all(refused.map((item) => uploads.remove(item)))}
              >
                {t("removeRefused", { kind, count: refused.length })}
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
            disabledReason={ready.length === 0 ? t("nothingReady", { kind }) : undefined}
          >
            {t("send", { kind, count: ready.length })}
          </Button>
        </div>
      </form>
    </Card>
  );
}

/** How far all of them are together, said aloud now and then. */
function Summary({ uploads, kind }: { uploads: ReturnType<typeof useUploads>; kind: MediaKind }) {
  const { items, counts, transfers } = uploads;
  const t = useTranslations("media");
  const sizeText = useSizeText();
  const moving = transfers.filter(({ phase }) => phase !== "failed");
  const total = moving.reduce((sum, one) => sum + one.sizeBytes, 0);
  const sent = moving.reduce((sum, one) => sum + one.sentBytes, 0);
  const listed = items.flatMap(({ upload }) => upload ?? []).length;
  const known = Object.values(counts ?? {}).reduce((sum, one) => sum + one, 0);
  const count = items.length + Math.max(0, known - listed);
  const shown = Math.min(items.length, SHOWN_CARDS);
  const text = t("summary", { kind, ready: counts?.ready ?? 0, count });
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 id="uploads" className="text-sm" aria-live="polite">
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
      <AllAtOnce uploads={uploads} />
      {count > shown ? <p className="text-muted text-xs">{t("first", { shown, count })}</p> : null}
    </div>
  );
}

/** Pauses whatever is on its way, and goes on with it. */
function AllAtOnce({ uploads }: { uploads: ReturnType<typeof useUploads> }) {
  const t = useTranslations("media");
  const count = (phases: readonly Transfer["phase"][]) =>
    uploads.transfers.filter(({ phase }) => phases.includes(phase)).length;
  const [moving, paused] = [count(["waiting", "hashing", "sending"]), count(["paused"])];
  if (moving + paused < 2) return null;
  return moving > 0 ? (
    <Button size="sm" icon={<Pause aria-hidden="true" />} className="self-start" onClick={() => uploads.pauseAll()}>
      {t("pauseAll")}
    </Button>
  ) : (
    <Button size="sm" icon={<Play aria-hidden="true" />} className="self-start" onClick={() => uploads.resumeAll()}>
      {t("resumeAll", { count: paused })}
    </Button>
  );
}

function Sent({ sent, kind }: { sent: { count: number; lastId: string }; kind: MediaKind }) {
  const t = useTranslations("media.sent");
  const open = (
    <LinkButton size="sm" href={sent.count === 1 ? `/contributions/${sent.lastId}` : "/me"}>
      {t(sent.count === 1 ? "openOne" : "openAll")}
    </LinkButton>
  );
  return (
    <Alert key={sent.lastId} tone="success" title={t("title", { kind, count: sent.count })} action={open} live>
      {t("text")}
    </Alert>
  );
}

function duplicateOf(error: unknown): string | null {
  if (!error) return null;
  const { reason, details } = readSentError(error);
  return reason === "contribution.duplicate" && typeof details.contribution === "string" ? details.contribution : null;
}

/** True for what has a note of its own, with the way to the other one. */
function isExplained(error: unknown): boolean {
  return duplicateOf(error) !== null || elsewhereIn(error) !== undefined;
}

function Duplicate({ error }: { error: unknown }) {
  const first = duplicateOf(error);
  const holder = elsewhereIn(error);
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (first || holder) note.current?.scrollIntoView({ block: "nearest" });
  }, [first, holder]);
  return first || holder ? (
    <div ref={note}>
      {first ? <DuplicateNote id={first} /> : null}
      {holder ? <ElsewhereNote holder={holder} /> : null}
    </div>
  ) : null;
}
