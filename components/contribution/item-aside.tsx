"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { ReceiptIcon } from "#components/receipt/receipt-icon";
import { Card } from "#components/ui/card";
import { DefinitionList } from "#components/ui/definition-list";
import { Hash } from "#components/ui/hash";
import { Points } from "#components/ui/points";
import { DateTime } from "#components/ui/relative-time";
import type { ApiOutputs } from "#lib/client";
import { type Language, languages } from "#lib/domain/language";
import { DeclaredText } from "./declared-text";

type Item = ApiOutputs["contribution"]["get"];

/** Points that moved for the item, each with the ledger entry that records it. */
export function ItemPoints({ item }: { item: Item }) {
  const t = useTranslations("contribution");
  if (item.viewer === "other") return null;
  const isOpen = item.status === "in_review" || item.status === "changes_requested";
  return (
    <Card title={t("points")}>
      {isOpen && item.acceptPrice > 0 ? (
        <p className="text-sm">
          <span className="text-muted">{t("pointsWorth")}</span>{" "}
          <Points milli={item.acceptPrice} className="font-medium" />
        </p>
      ) : null}
      {item.transfers.length === 0 ? (
        isOpen ? null : (
          <p className="text-muted text-sm">{t("pointsNone")}</p>
        )
      ) : (
        <ul className="flex flex-col divide-y divide-line text-sm">
          {item.transfers.map((transfer) => (
            <li key={transfer.id} className="flex items-baseline justify-between gap-3 py-1.5">
              <span>
                {t(`transfer.${transfer.kind}`)}{" "}
                <Link href={`/ledger/${transfer.id}`} className="link text-xs">
                  {t("inLedger")}
                </Link>
              </span>
              <Points milli={transfer.amount} signed={item.viewer === "author"} className="tabular" />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** Language, times, licence, fingerprint. */
export function ItemFacts({ item }: { item: Item }) {
  const t = useTranslations("contribution");
  const language = languages[item.language as Language] ?? item.language;
  const items = [
    { term: t("language"), detail: <span lang={item.language}>{language}</span> },
    { term: t("licence"), detail: item.licence },
    ...(item.declared ? [{ term: t("source"), detail: <DeclaredText declared={item.declared} /> }] : []),
    { term: t("sent"), detail: <DateTime at={item.createdAt} /> },
    ...(item.decidedAt ? [{ term: t("decided"), detail: <DateTime at={item.decidedAt} /> }] : []),
    ...(item.author
      ? [
          {
            term: t("author"),
            detail: (
              <Link href={`/u/${item.author}`} className="link">
                {item.author}
              </Link>
            ),
          },
        ]
      : []),
    ...(item.fileName ? [{ term: t("fromFile"), detail: <span className="break-all">{item.fileName}</span> }] : []),
    ...(item.contentHash
      ? [{ term: t("fingerprint"), detail: <Hash value={item.contentHash} what={t("fingerprint")} /> }]
      : []),
    ...(item.content?.original
      ? [{ term: t("originalFile"), detail: <Hash value={item.content.original} what={t("originalFile")} /> }]
      : []),
  ];
  return (
    <Card title={t("facts")}>
      <DefinitionList className="sm:[&>div]:block" items={items} />
    </Card>
  );
}

/** Every step as the public ledger has it. */
export function ItemTrail({ item }: { item: Item }) {
  const t = useTranslations("contribution");
  const kindText = useTranslations("ledger.kind");
  return (
    <Card title={t("trail")}>
      <p className="mb-3 text-muted text-sm">{t("trailLead")}</p>
      <ol className="flex flex-col gap-1.5 text-sm">
        {item.entries.map((entry) => (
          <li key={entry.id} className="flex items-baseline justify-between gap-3">
            <span>
              {kindText.has(entry.kind as "project.opened") ? kindText(entry.kind as "project.opened") : entry.kind}
            </span>
            {entry.index === null ? (
              <span className="text-faint">{t("trailWaiting")}</span>
            ) : (
              <span className="flex items-center gap-1 whitespace-nowrap">
                <Link
                  href={`/ledger/${entry.index}`}
                  className="link tabular"
                  aria-label={t("entryNumber", { index: entry.index })}
                >
                  #{entry.index}
                </Link>
                <ReceiptIcon reference={entry.index} index={entry.index} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}
