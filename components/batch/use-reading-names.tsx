"use client";

import { useTranslations } from "next-intl";
import type { TableEncoding, tableDelimiters } from "#lib/domain/table";

const encodings = {
  "utf-8": "utf8",
  "utf-16le": "utf16le",
  "utf-16be": "utf16be",
  big5: "big5",
  gb18030: "gb18030",
  shift_jis: "shiftJis",
  "euc-kr": "eucKr",
  "windows-1252": "windows1252",
} as const satisfies Record<TableEncoding, string>;

const delimiters = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" } as const;

/** What encodings and separators are called. */
export function useReadingNames() {
  const t = useTranslations("import.reading");
  return {
    encoding: (value: TableEncoding) => t(encodings[value]),
    delimiter: (value: (typeof tableDelimiters)[number]) => t(delimiters[value]),
  };
}
