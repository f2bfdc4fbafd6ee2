"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ChangeEvent, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Textarea } from "#components/ui/textarea";
import { orpc } from "#lib/client";
import { readGoldTable } from "#lib/domain/gold-csv";
import { limits } from "#lib/domain/limits";
import type { Question } from "#lib/domain/question";

/** Many at once: a table that is pasted or chosen, and what became of its rows. */
export function GoldImport({ slug, questions }: { slug: string; questions: readonly Question[] }) {
  const t = useTranslations("gold.table");
  const [text, setText] = useState("");
  const client = useQueryClient();
  const send = useMutation(
    orpc.gold.addMany.mutationOptions({
      onSuccess: () => client.invalidateQueries({ queryKey: orpc.gold.key() }),
    }),
  );
  const table = readGoldTable(text, questions);
  const tooMany = table.rows.length > limits.goldRows;
  const fault =
    text.trim() === "" ? undefined : table.missing ? t(`missing.${table.missing}`) : tooMany ? t("tooMany") : undefined;
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0];
    if (file) setText(await file.text());
    target.value = "";
  };
  return (
    <Card title={t("title")}>
      <div className="flex flex-col gap-4">
        <Field label={t("label")} hint={t("hint", { question: questions[0]?.id ?? "q1" })} error={fault}>
          <Textarea
            rows={5}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="font-mono text-sm"
          />
        </Field>
        <div className="flex flex-wrap items-center gap-3">
          <Button
            variant="primary"
            pending={send.isPending}
            disabled={table.rows.length === 0 || fault !== undefined}
            onClick={() => send.mutate({ slug, rows: table.rows })}
          >
            {t("send", { count: table.rows.length })}
          </Button>
          <label className="link cursor-pointer text-sm focus-within:outline-2">
            {t("file")}
            <input type="file" accept=".csv,text/csv,text/plain" className="sr-only" onChange={choose} />
          </label>
        </div>
        <ErrorMessage error={send.error} />
        {send.data ? (
          <Alert
            tone={send.data.faults.length > 0 ? "warning" : "success"}
            live
            title={t("taken", { count: send.data.taken })}
          >
            {send.data.faults.length > 0 ? (
              <ul className="mt-1 list-disc ps-5">
                {send.data.faults.slice(0, 20).map(({ row, reason, question }) => (
                  <li key={row}>{t(`fault.${reason}`, { row, question: question ?? "" })}</li>
                ))}
              </ul>
            ) : null}
          </Alert>
        ) : null}
      </div>
    </Card>
  );
}
