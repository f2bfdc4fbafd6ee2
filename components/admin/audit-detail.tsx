"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Hash } from "#components/ui/hash";
import { Points } from "#components/ui/points";
import type { AuditLine } from "./audit-view";

const names = ["amount", "reason", "note", "transfer", "job", "kind", "role", "contribution", "cause"] as const;

/** The particulars of an act, each with its name; amounts in points, ids shortened. */
export function AuditDetail({ detail }: { detail: AuditLine["detail"] }) {
  const t = useTranslations("admin.audit.detail");
  const shown = names.filter((name) => detail[name] !== undefined && detail[name] !== null);
  if (shown.length === 0) return "–";
  return (
    <dl className="flex flex-col gap-0.5">
      {shown.map((name) => (
        <div key={name} className="flex gap-1.5">
          <dt className="shrink-0 text-muted">{t(name)}</dt>
          <dd className="min-w-0 break-words">
            <Value name={name} value={detail[name] ?? null} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ name, value }: { name: (typeof names)[number]; value: AuditLine["detail"][string] }) {
  if (name === "amount" && typeof value === "number") return <Points milli={value} />;
  if (name === "contribution") {
    return (
      <Link href={`/contributions/${value}`} className="link">
        {String(value).slice(0, 8)}
      </Link>
    );
  }
  if (name === "transfer" || name === "job") return <Hash value={String(value)} show={4} />;
  return String(value);
}
