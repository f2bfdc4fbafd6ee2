"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useJudgement } from "#components/label/judgement";
import { QuestionList } from "#components/label/question-list";
import { useTrialDraft } from "#components/label/use-trial-draft";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { RadioGroup } from "#components/ui/radio-group";
import { useToast } from "#components/ui/toast";
import { orpc } from "#lib/client";
import { disputeCauses } from "#lib/domain/annotation";
import { askedQuestions, type Question } from "#lib/domain/question";
import type { Labelled } from "./labelled-item";

type JudgeFormProps = { item: Labelled; questions: readonly Question[]; onClose: () => void };

/** Says what a disputed item is, and why people could not agree on it; final. */
export function JudgeForm({ item, questions, onClose }: JudgeFormProps) {
  const t = useTranslations("task.judge");
  const causes = useTranslations("task.cause");
  const client = useQueryClient();
  const toast = useToast();
  const { draft, list } = useTrialDraft();
  const [cause, setCause] = useState<(typeof disputeCauses)[number]>();
  const [isTried, setTried] = useState(false);
  const { faults, answer } = useJudgement(questions, draft);
  const judge = useMutation(
    orpc.task.judge.mutationOptions({
      onSuccess: async () => {
        toast({ title: t("done"), tone: "success" });
        await client.invalidateQueries({ queryKey: orpc.task.key() });
      },
    }),
  );
  const send = () => {
    setTried(true);
    if (cause && Object.keys(faults).length === 0) judge.mutate({ id: item.id, answer, cause });
  };
  const asked = askedQuestions(questions, draft);
  return (
    <section aria-label={t("title")} className="flex flex-col gap-4 border-line border-t pt-4">
      <QuestionList {...list(asked)} item={item} faults={isTried ? faults : {}} onSend={send} />
      <RadioGroup
        legend={t("cause")}
        value={cause}
        onChange={setCause}
        look="cards"
        error={isTried && !cause ? t("causeMissing") : undefined}
        options={disputeCauses.map((value) => ({ value, label: causes(value), hint: t(`hint.${value}`) }))}
      />
      <ErrorMessage error={judge.error} />
      <div className="flex gap-2">
        <Button variant="primary" onClick={send} pending={judge.isPending}>
          {t("send")}
        </Button>
        <Button variant="ghost" onClick={onClose}>
          {t("cancel")}
        </Button>
      </div>
    </section>
  );
}
