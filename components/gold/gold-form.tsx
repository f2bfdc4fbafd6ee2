"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { QuestionList } from "#components/label/question-list";
import { useTrialDraft } from "#components/label/use-trial-draft";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { useToast } from "#components/ui/toast";
import { type ApiOutputs, orpc } from "#lib/client";
import { limits } from "#lib/domain/limits";
import { isCoded, type Question } from "#lib/domain/question";

type Candidate = ApiOutputs["gold"]["candidates"]["items"][number];
type GoldFormProps = { slug: string; item: Candidate; questions: readonly Question[]; onClose: () => void };

/** Says what an item's answer is, on the questions that can be gold, and which rule it teaches. */
export function GoldForm({ slug, item, questions, onClose }: GoldFormProps) {
  const t = useTranslations("gold.mark");
  const client = useQueryClient();
  const toast = useToast();
  const { draft, list } = useTrialDraft();
  const [hint, setHint] = useState("");
  const mark = useMutation(
    orpc.gold.mark.mutationOptions({
      onSuccess: async () => {
        toast({ title: t("done"), tone: "success" });
        await client.invalidateQueries({ queryKey: orpc.gold.key() });
        onClose();
      },
    }),
  );
  const asked = questions.filter(isCoded);
  const answer = Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined && value !== null));
  const send = () => mark.mutate({ slug, contribution: item.contribution, answer, hint });
  return (
    <section aria-label={t("title")} className="flex flex-col gap-4 rounded-md bg-sunken p-4">
      <QuestionList {...list(asked)} item={item} faults={{}} onSend={send} />
      <Field label={t("hint")} hint={t("hintHint")} optional>
        <Input value={hint} maxLength={limits.summaryChars} onChange={(event) => setHint(event.target.value)} />
      </Field>
      <ErrorMessage error={mark.error} />
      <div className="flex gap-2">
        <Button
          variant="primary"
          pending={mark.isPending}
          disabledReason={Object.keys(answer).length === 0 ? t("answerFirst") : undefined}
          onClick={send}
        >
          {t("send")}
        </Button>
        <Button variant="ghost" onClick={onClose}>
          {t("cancel")}
        </Button>
      </div>
    </section>
  );
}
