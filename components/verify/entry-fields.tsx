import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DefinitionList } from "#components/ui/definition-list";
import { Points } from "#components/ui/points";
import { DateTime } from "#components/ui/relative-time";
import { Status } from "#components/ui/status";
import type { EntryBody } from "#lib/domain/entry";
import type { CanonicalValue } from "#lib/ledger/canonical";

type EntryFieldsProps = {
  /** Undefined for an entry of no kind that this version knows. */
  body: EntryBody | undefined;
  value: CanonicalValue;
  /** False when a step failed: then nothing vouches for what stands here. */
  isProven: boolean;
  className?: string;
};

/** What the entry says, in plain words. */
export function EntryFields({ body, value, isProven, className }: EntryFieldsProps) {
  const t = useTranslations("verify");
  const about = useTranslations("docs.entries.kind");
  const fields = sortFields(body ?? (typeof value === "object" && value !== null ? value : {}));
  return (
    <div className={className}>
      {isProven ? null : <p className="mb-2 text-danger-text text-sm">{t("unproven")}</p>}
      <p className="text-sm">
        {body ? about(body.kind) : t("unknownKind")}{" "}
        <Link href={body ? `/docs/entries#${body.kind}` : "/docs/entries"} prefetch={false} className="link">
          {t("kinds")}
        </Link>
      </p>
      <DefinitionList
        className="mt-2 border-line border-t"
        items={fields.map(([name, content]) => ({
          key: name,
          term: <FieldName name={name} />,
          detail: <FieldValue name={name} value={content as CanonicalValue} />,
        }))}
      />
    </div>
  );
}

// When it was, then what it says in the order of its schema, then what only programs want to know.
const LAST = ["kind", "id", "v"];

function sortFields(fields: object): [string, unknown][] {
  const place = (name: string) => (name === "at" ? -1 : LAST.includes(name) ? 1 : 0);
  return Object.entries(fields).sort(([a], [b]) => place(a) - place(b));
}

function FieldName({ name }: { name: string }) {
  const t = useTranslations("verify.field");
  if (!t.has(name as "id")) return <code>{name}</code>;
  return (
    <>
      {t(name as "id")} <code className="text-faint text-xs">{name}</code>
    </>
  );
}

function FieldValue({ name, value }: { name: string; value: CanonicalValue }): ReactNode {
  const reasons = useTranslations("project.reason");
  const t = useTranslations("verify");
  const transfers = useTranslations("statement.kind");
  if (value === null) return <span className="text-faint">{t("nothing")}</span>;
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  const plain = <code className="break-all text-[0.92em]">{text}</code>;
  if (name === "at" && !Number.isNaN(Date.parse(text))) return <DateTime at={text} />;
  if (name === "amount" && typeof value === "number") return <Points milli={value} />;
  if (name === "decision" && isOneOf(text, decisions)) return <Status of="decision" value={text} />;
  if (name === "outcome" && isOneOf(text, outcomes)) return <Status of="contribution" value={text} />;
  if (name === "reason" && reasons.has(text as "quality")) return reasons(text as "quality");
  if (name === "transferKind" && transfers.has(text as "award")) return transfers(text as "award");
  if (name === "votes" && Array.isArray(value)) return t("votes", { count: value.length, votes: text });
  return plain;
}

const decisions = ["accept", "reject", "request_changes"] as const;
const outcomes = ["accepted", "rejected", "changes_requested"] as const;

function isOneOf<T extends string>(text: string, list: readonly T[]): text is T {
  return (list as readonly string[]).includes(text);
}
