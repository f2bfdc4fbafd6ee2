"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFieldText } from "#components/shell/error-message";
import { TableImport } from "#components/task/table-import";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { api, orpc } from "#lib/client";
import { limits } from "#lib/domain/limits";
import type { SuggestionFault, SuggestionRow } from "#lib/domain/model-help";
import type { Question } from "#lib/domain/question";
import { readSuggestions } from "#lib/domain/suggestion-table";

const SHOWN_FAULTS = 50;
const FILES = ".csv,.jsonl,.ndjson,text/csv,text/plain,application/x-ndjson";

type Sending = { model: string; version: string; rows: SuggestionRow[]; faults: SuggestionFault[] };

/** What a model said, pasted or chosen as CSV or JSONL, under its name and version; and what became of each row that was refused. */
export function SuggestionImport({ slug, questions }: { slug: string; questions: readonly Question[] }) {
  const t = useTranslations("model.import");
  const fieldText = useFieldText();
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
  const faults = send.data?.faults ?? [];
  return (
    <TableImport
      {...{ title: t("title"), label: t("label"), hint: t("hint", { question: questions[0]?.id ?? "q1" }), fault }}
      {...{ text, onText: setText, accept: FILES, choose: t("file") }}
      send={t("send", { count: table.rows.length })}
      isPending={send.isPending}
      isDisabled={table.rows.length === 0}
      why={isNamed ? undefined : t("nameFirst")}
      onSend={() => send.mutate({ ...named, rows: table.rows, faults: table.faults })}
      error={send.error}
      outcome={
        send.data && {
          title: t("taken", { taken: send.data.taken, same: send.data.same }),
          lead: t("refused", { count: faults.length }),
          lines: faults.slice(0, SHOWN_FAULTS).map(({ row, line, reason, question, message }) => ({
            key: `${row} ${line} ${reason}`,
            text: t(`fault.${reason}`, {
              line: line ?? row,
              question: question ?? "",
              why: message ? fieldText(message) : "",
            }),
          })),
        }
      }
    >
      <div className="grid gap-4 md:grid-cols-2">
        {name("model")}
        {name("version")}
      </div>
    </TableImport>
  );
}
