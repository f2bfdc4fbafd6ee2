"use client";

import { CircleCheck, CircleX } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Card } from "#components/ui/card";
import type { RecomputeDone } from "./recompute-run";

/** The rules that were held to every entry of the log, with what was counted and the first fault of each. */
export function RecomputeChecks({ done }: { done: RecomputeDone }) {
  const t = useTranslations("ledger.recompute");
  const format = useFormatter();
  const { result, origin } = done;
  const { count, first } = result.logFaults;
  return (
    <Card title={t("checks")}>
      <p className="mb-3 max-w-3xl text-muted text-sm">{t("checksNote")}</p>
      <ul className="grid gap-x-8 gap-y-2 text-sm sm:grid-cols-2">
        <Line ok text={t("signature", { origin })} />
        <Line ok={count === 0} text={t("tree", { size: format.number(result.size) })}>
          {first ? <code className="break-all">{`${first.path} ${first.reason}`}</code> : null}
        </Line>
        {result.checks.map((check) => (
          <Line
            key={check.name}
            ok={check.faults === 0}
            text={`${t(`check.${check.name}`, { count: check.checked })}${check.waiting > 0 ? t("waiting", { count: check.waiting }) : ""}`}
          >
            {check.first ? (
              <>
                {t("firstFault", { count: check.faults })}{" "}
                {check.first.index === null ? null : (
                  <Link className="link" href={`/ledger/${check.first.index}`}>
                    #{check.first.index}
                  </Link>
                )}{" "}
                <code>{check.first.reason}</code>
              </>
            ) : null}
          </Line>
        ))}
      </ul>
    </Card>
  );
}

function Line({ ok, text, children }: { ok: boolean; text: string; children?: ReactNode }) {
  const t = useTranslations("ledger.recompute");
  const Icon = ok ? CircleCheck : CircleX;
  return (
    <li className="flex gap-2">
      <Icon
        role="img"
        aria-label={ok ? t("holds") : t("broken")}
        className={`mt-0.5 size-4 shrink-0 ${ok ? "text-success-text" : "text-danger-text"}`}
      />
      <span className="min-w-0">
        {text}
        {children ? <span className="block text-danger-text">{children}</span> : null}
      </span>
    </li>
  );
}
