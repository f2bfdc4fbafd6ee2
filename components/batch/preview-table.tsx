"use client";

import { useTranslations } from "next-intl";
import { useKindList } from "#components/contribution/kind-list";
import { Badge } from "#components/ui/badge";
import { Table, Td, Th, Tr } from "#components/ui/table";
import type { ApiOutputs } from "#lib/client";
import { kindsOf } from "#lib/domain/door";
import { type Language, languages } from "#lib/domain/language";
import { useFieldName, useRefusalText } from "./use-refusal-text";

type Preview = ApiOutputs["batch"]["preview"];

function RowTaken({ row }: { row: Preview["rows"][number] }) {
  const t = useTranslations();
  const kindList = useKindList();
  const marks = [
    ...(row.found.length > 0 ? [t("door.import.result", { kinds: kindList(kindsOf(row.found)) })] : []),
    ...(row.looksLike ? [t("door.look.result", { look: t(`door.look.kind.${row.looksLike}`) })] : []),
  ];
  if (marks.length === 0) return <Badge tone="success">{t("import.preview.ok")}</Badge>;
  return marks.map((mark) => (
    <span key={mark} className="block text-warning-text">
      {mark}
    </span>
  ));
}

/** The first rows as they would be taken, or why they would not. */
export function PreviewTable({ preview }: { preview: Preview }) {
  const t = useTranslations("import.preview");
  const nameOf = useFieldName();
  const refusalText = useRefusalText();
  return (
    <Table caption={t("title")}>
      <thead>
        <tr>
          <Th numeric>{t("line")}</Th>
          {preview.fields.map((field) => (
            <Th key={field}>{nameOf(field)}</Th>
          ))}
          <Th>{t("language")}</Th>
          <Th>{t("result")}</Th>
        </tr>
      </thead>
      <tbody>
        {preview.rows.map((row) => (
          <Tr key={row.row}>
            <Td numeric className="align-top text-muted">
              {row.line}
            </Td>
            {preview.fields.map((field) => (
              <Td key={field} lang={row.language ?? undefined} className="max-w-72 min-w-32 align-top">
                <span className="line-clamp-3 whitespace-pre-wrap break-words">{row.content?.[field] ?? "–"}</span>
              </Td>
            ))}
            <Td className="align-top whitespace-nowrap">{row.language ? languages[row.language as Language] : "–"}</Td>
            <Td className="min-w-48 align-top">
              {row.refusals.length === 0 ? (
                <RowTaken row={row} />
              ) : (
                <ul className="flex flex-col gap-1">
                  {row.refusals.map((refusal) => {
                    const { why, mend } = refusalText(refusal);
                    return (
                      <li key={`${refusal.reason} ${refusal.field}`}>
                        <span className="text-danger-text">{why}.</span> <span className="text-muted">{mend}</span>
                      </li>
                    );
                  })}
                </ul>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
