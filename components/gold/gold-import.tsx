"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { TableImport } from "#components/task/table-import";
import { orpc } from "#lib/client";
import { readGoldTable } from "#lib/domain/gold-csv";
import { limits } from "#lib/domain/limits";
import type { Question } from "#lib/domain/question";

const SHOWN_FAULTS = 20;

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
  const tooMany = table.rows.length > limits.goldRows ? t("tooMany") : undefined;
  const fault = text.trim() === "" ? undefined : table.missing ? t(`missing.${table.missing}`) : tooMany;
  const faults = send.data?.faults.slice(0, SHOWN_FAULTS) ?? [];
  return (
    <TableImport
      {...{ title: t("title"), label: t("label"), hint: t("hint", { question: questions[0]?.id ?? "q1" }), fault }}
      {...{ text, onText: setText, accept: ".csv,text/csv,text/plain", choose: t("file") }}
      send={t("send", { count: table.rows.length })}
      isPending={send.isPending}
      isDisabled={table.rows.length === 0 || fault !== undefined}
      onSend={() => send.mutate({ slug, rows: table.rows })}
      error={send.error}
      outcome={
        send.data && {
          title: t("taken", { count: send.data.taken }),
          lines: faults.map(({ row, reason, question }) => ({
            key: String(row),
            text: t(`fault.${reason}`, { row, question: question ?? "" }),
          })),
        }
      }
    />
  );
}
