"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { type ReadingChoice, type TableEncoding, tableEncodings } from "#lib/domain/table";
import { readSentError } from "#lib/sent-error";
import { useReadingNames } from "./use-reading-names";

const wrongEncoding = ["not_utf8", "not_encoding", "utf16_unmarked"];

/** Below the refusal of a file whose encoding was not understood: says which one it is, and sends the file once more. */
export function ReadAs({ error, onAgain }: { error: unknown; onAgain: (reading: ReadingChoice) => void }) {
  const t = useTranslations("import.drop");
  const names = useReadingNames();
  const { fault, guess } = readSentError(error).details;
  const guessed = tableEncodings.find((encoding) => encoding === guess);
  const [chosen, setChosen] = useState<TableEncoding>();
  if (!wrongEncoding.includes(String(fault))) return null;
  const encoding = chosen ?? guessed ?? (fault === "utf16_unmarked" ? "utf-16be" : "big5");
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Field label={t("readAs")}>
        <Select
          value={encoding}
          options={tableEncodings.map((value) => ({ value, label: names.encoding(value) }))}
          onValueChange={(value) => setChosen(value as TableEncoding)}
        />
      </Field>
      <Button onClick={() => onAgain({ encoding })}>{t("again")}</Button>
    </div>
  );
}
