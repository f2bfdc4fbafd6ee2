"use client";

import { useTranslations } from "next-intl";
import { QuestionList } from "#components/label/question-list";
import { useTrialDraft } from "#components/label/use-trial-draft";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { type Modality, mediaKindOf, modalityFields } from "#lib/domain/content";
import type { MediaView } from "#lib/domain/media";
import { askedQuestions, type Question } from "#lib/domain/question";
import { hasPicture } from "./offered-forms";
import { samplePicture } from "./sample-picture";
import { useSampleRecording } from "./sample-recording";

type TaskPreviewProps = { questions: readonly Question[] | undefined; modality: Modality; language: string };

/** The questions as annotators will see them, about a made-up item; one can try every answer, and nothing is sent. */
export function TaskPreview({ questions, modality, language }: TaskPreviewProps) {
  const t = useTranslations("task.preview");
  const names = useTranslations("project");
  const { draft, clear, list } = useTrialDraft();
  const recording = useSampleRecording(mediaKindOf[modality] === "audio");
  if (!questions) return <Alert tone="neutral">{t("faulty")}</Alert>;
  const asked = askedQuestions(questions, draft);
  const fields = modalityFields[modality].map((name) => ({
    name,
    text: `${names(`field.${name}`)}: ${names("screen.sample")}`,
  }));
  const media: MediaView | null = hasPicture(modality) ? samplePicture : recording;
  return (
    <Card
      title={t("title")}
      action={
        <Button size="sm" variant="ghost" onClick={clear}>
          {t("again")}
        </Button>
      }
    >
      <p className="mb-3 text-muted text-sm">{t("text")}</p>
      {fields.map(({ name, text }) => (
        <p key={name} lang={language} className="text-lg">
          {text}
        </p>
      ))}
      <QuestionList {...list(asked)} item={{ language, fields, media }} faults={{}} onSend={() => {}} />
    </Card>
  );
}
