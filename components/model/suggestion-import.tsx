"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ChangeEvent, useState } from "react";
import { ErrorMessage, useFieldText } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Textarea } from "#components/ui/textarea";
import { api, orpc } from "#lib/client";
import { limits } from "#lib/domain/limits";
import type { SuggestionFault, SuggestionRow } from "#lib/domain/model-help";
import type { Question } from "#lib/domain/question";
import { readSuggestions } from "#lib/domain/suggestion-table";

const SHOWN_FAULTS = 50;

type Sending = { model: string; version: string; rows: SuggestionRow[]; faults: SuggestionFault[] };

/** What a model said, pasted or chosen as CSV or JSONL, under its name and version; and what became of each row that was refused. */
export function SuggestionImport({ slug, questions }: { slug: string; questions: readonly Question[] }) {
  const t = useTranslations("model.import");
  const [named, setNamed] = useState({ model: "", version: "" });
  const [text, setText] = useState("");
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: async ({ model, version, rows, faults: unread }: Sending) => {
      const sent = { taken: 0, same: 0, faults: [...unread] };
      for (let from = 0; from < rows.length; from += limits.suggestionRows) {
        const part = rows.slice(from, from + limits.suggestionRows);
        const { taken, same, faults } = await api.suggestion.add({ slug, model, version, rows: part });
        sent.taken += taken;
        sent.same += same;
        sent.faults.push(...faults);
      }
      return sent;
    },
    onSettled: () => client.invalidateQueries({ queryKey: orpc.suggestion.key() }),
  });
  const table = readSuggestions(text, questions);
  const fault = text.trim() !== "" && table.missing ? t(`missing.${table.missing}`) : undefined;
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0];
    if (file) setText(await file.text());
    target.value = "";
  };
  const isNamed = named.model.trim() !== "" && named.version.trim() !== "";
  const name = (field: "model" | "version") => (
    <Field label={t(field)} hint={t(`${field}Hint`)} required>
      <Input
        value={named[field]}
        maxLength={limits.modelNameChars}
        onChange={(event) => setNamed({ ...named, [field]: event.target.value })}
      />
    </Field>
  );
  return (
    <Card title={t("title")}>
      <div className="flex flex-col gap-4">
        <div className="grid gap-4 md:grid-cols-2">
          {name("model")}
          {name("version")}
        </div>
        <Field label={t("label")} hint={t("hint", { question: questions[0]?.id ?? "q1" })} error={fault}>
          <Textarea
            rows={6}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="font-mono text-sm"
          />
        </Field>
        <div className="flex flex-wrap items-center gap-3">
          <Button
            variant="primary"
            pending={send.isPending}
            disabled={table.rows.length === 0}
            disabledReason={isNamed ? undefined : t("nameFirst")}
            onClick={() => send.mutate({ ...named, rows: table.rows, faults: table.faults })}
          >
            {t("send", { count: table.rows.length })}
          </Button>
          <label className="link cursor-pointer text-sm focus-within:outline-2">
            {t("file")}
            <input
              type="file"
              accept=".csv,.jsonl,.ndjson,text/csv,text/plain,application/x-ndjson"
              className="sr-only"
              onChange={choose}
            />
          </label>
        </div>
        <ErrorMessage error={send.error} />
        {send.data ? <Outcome {...send.data} /> : null}
      </div>
    </Card>
  );
}

function Outcome({ taken, same, faults }: { taken: number; same: number; faults: SuggestionFault[] }) {
  const t = useTranslations("model.import");
  const fieldText = useFieldText();
  return (
    <Alert tone={faults.length > 0 ? "warning" : "success"} live title={t("taken", { taken, same })}>
      {faults.length > 0 ? (
        <>
          <p>{t("refused", { count: faults.length })}</p>
          <ul className="mt-1 list-disc ps-5">
            {faults.slice(0, SHOWN_FAULTS).map(({ row, line, reason, question, message }) => (
              <li key={`${row} ${line} ${reason}`}>
                {t(`fault.${reason}`, {
                  line: line ?? row,
                  question: question ?? "",
                  why: message ? fieldText(message) : "",
                })}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Alert>
  );
}
