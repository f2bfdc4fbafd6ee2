"use client";

import { type Change, diffChars, diffWordsWithSpace } from "diff";
import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";

type TextDiffProps = { before: string; after: string; lang?: string };

// Words are told apart by spaces, which these scripts do not use: there each character counts.
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
// Comparing is quadratic in what differs: long texts that share nothing are shown as replaced.
const TIMEOUT_MS = 500;

/** What a revision changed in one text: removed struck through, added underlined, each named for screen readers. */
export function TextDiff({ before, after, lang }: TextDiffProps) {
  const t = useTranslations("contribution");
  const changes = useMemo(() => compareTexts(before, after), [before, after]);
  const locale = useLocale();
  return (
    <p lang={lang ?? locale} className="whitespace-pre-wrap break-words">
      {changes.map((change, at) => {
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one comparison never move.
        if (!change.added && !change.removed) return <span key={at}>{change.value}</span>;
        const Tag = change.added ? "ins" : "del";
        return (
          <Tag
            // biome-ignore lint/suspicious/noArrayIndexKey: as above.
            key={at}
            className={
              change.added
                ? "rounded-xs bg-success-soft text-success-text underline decoration-1 underline-offset-4"
                : "rounded-xs bg-danger-soft text-danger-text line-through"
            }
          >
            <span className="sr-only">[{change.added ? t("added") : t("removed")}] </span>
            {change.value}
          </Tag>
        );
      })}
    </p>
  );
}

function compareTexts(before: string, after: string): Change[] {
  const compare = UNSPACED.test(before + after) ? diffChars : diffWordsWithSpace;
  const changes = compare(before, after, { timeout: TIMEOUT_MS });
  return (
    changes ?? [
      { value: before, added: false, removed: true, count: 1 },
      { value: after, added: true, removed: false, count: 1 },
    ]
  );
}
