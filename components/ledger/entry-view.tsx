"use client";

import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { ReceiptCard } from "#components/receipt/receipt-card";
import { ErrorMessage } from "#components/shell/error-message";
import { Card } from "#components/ui/card";
import { LinkButton } from "#components/ui/link-button";
import { PageHeader } from "#components/ui/page-header";
import { DateTime } from "#components/ui/relative-time";
import { SkeletonText } from "#components/ui/skeleton";
import { Table, Td, Th, Tr } from "#components/ui/table";
import { orpc } from "#lib/client";
import { fromHex } from "#lib/ledger/hex";
import { decodeUtf8 } from "#lib/ledger/utf8";
import { EntryCheck } from "./entry-check";

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** One entry: what it says, the bytes that were hashed, and the proof, checked here and now. */
export function EntryView({ reference }: { reference: string }) {
  const t = useTranslations("ledger");
  const { data: entry, error, refetch } = useQuery(orpc.ledger.entry.queryOptions({ input: { ref: reference } }));
  if (error) return <ErrorMessage error={error} onRetry={() => refetch()} className="mt-10" />;
  if (!entry) return <SkeletonText lines={12} className="mt-12" />;
  const text = decodeUtf8(fromHex(entry.body)) ?? "";
  return (
    <>
      <PageHeader
        title={t("entry.title", { index: entry.index })}
        crumbs={[{ label: t("title"), href: "/ledger" }]}
        lead={
          <>
            {t(`kind.${entry.kind}`)} · <DateTime at={entry.createdAt} />
          </>
        }
        actions={
          <>
            {entry.index > 0 ? (
              <LinkButton href={`/ledger/${entry.index - 1}`}>{t("entry.previous")}</LinkButton>
            ) : null}
            {entry.index + 1 < entry.size ? (
              <LinkButton href={`/ledger/${entry.index + 1}`}>{t("entry.next")}</LinkButton>
            ) : null}
          </>
        }
      />
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-5">
          <Card title={t("entry.what")} flush>
            <Fields text={text} />
            {entry.subjectId ? (
              <p className="flex flex-wrap gap-4 border-line border-t px-5 py-3 text-sm">
                <Link className="link" href={`/ledger?subject=${entry.subjectId}`}>
                  {t("entry.related")}
                </Link>
              </p>
            ) : null}
          </Card>
          <ReceiptCard reference={String(entry.index)} />
        </div>
        <Card title={t("entry.proof")}>
          <p className="mb-4 text-muted text-sm">{t("entry.proofNote")}</p>
          <EntryCheck entry={entry} />
        </Card>
        <Card
          title={t("entry.bytes")}
          className="lg:col-span-2"
          action={
            <a
              className="link inline-flex items-center gap-1 text-sm"
              href={`data:application/json;charset=utf-8,${encodeURIComponent(text)}`}
              download={`entry-${entry.index}.json`}
            >
              <Download aria-hidden="true" className="size-4" />
              {t("entry.download")}
            </a>
          }
        >
          <p className="mb-3 text-muted text-sm">{t("entry.bytesNote")}</p>
          <pre className="overflow-x-auto whitespace-pre-wrap break-all rounded-md bg-sunken p-3 text-sm">{text}</pre>
        </Card>
      </div>
    </>
  );
}

function Fields({ text }: { text: string }) {
  const t = useTranslations("ledger.entry");
  const fields = Object.entries(JSON.parse(text) as Record<string, unknown>);
  return (
    <Table caption={t("what")}>
      <thead className="sr-only">
        <tr>
          <Th>{t("field")}</Th>
          <Th>{t("value")}</Th>
        </tr>
      </thead>
      <tbody>
        {fields.map(([name, value]) => (
          <Tr key={name}>
            <Td className="text-muted">{name}</Td>
            <Td className="break-all">
              <Value name={name} value={value} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Value({ name, value }: { name: string; value: unknown }) {
  const text = typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
  if (name === "contribution" && UUID.test(text)) {
    return (
      <Link className="link" href={`/contributions/${text}`}>
        {text}
      </Link>
    );
  }
  if (name === "reverses" && UUID.test(text)) {
    return (
      <Link className="link" href={`/ledger/${text}`}>
        {text}
      </Link>
    );
  }
  return <code className="text-[0.92em]">{text}</code>;
}
