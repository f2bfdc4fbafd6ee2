"use client";

import { CircleCheck, CircleX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Hash } from "#components/ui/hash";
import { fromHex, toHex } from "#lib/ledger/hex";
import { type EntryStep, isProven, verifyEntry } from "#lib/ledger/verify-entry";
import { ProofPath } from "./proof-path";

export type EntryProof = { body: string; index: number; size: number; root: string; proof: string[] };

type Checked = { steps: EntryStep[]; ms: number };

function check(entry: EntryProof): Checked {
  const started = performance.now();
  const steps = verifyEntry({
    bytes: fromHex(entry.body),
    index: entry.index,
    size: entry.size,
    root: fromHex(entry.root),
    proof: entry.proof.map(fromHex),
  });
  return { steps, ms: performance.now() - started };
}

/** Runs lib/ledger in this browser over the entry's bytes and proof, and shows each step with its bytes. */
export function EntryCheck({ entry }: { entry: EntryProof }) {
  const t = useTranslations("ledger.entry");
  const [checked, setChecked] = useState<Checked>();
  // Only in the browser: a check that the server ran would prove nothing.
  useEffect(() => setChecked(check(entry)), [entry]);
  if (!checked) return <p className="text-muted">{t("checking")}</p>;
  const failed = checked.steps.find((step) => !step.ok);
  return (
    <div className="flex flex-col gap-4">
      <Alert
        tone={isProven(checked.steps) ? "success" : "danger"}
        live
        title={
          failed
            ? t("failed", { step: t(`steps.${failed.name}`, { count: entry.proof.length }) })
            : t("verified", { ms: checked.ms, index: entry.index, size: entry.size })
        }
        action={
          <Button size="sm" onClick={() => setChecked(check(entry))}>
            {t("again")}
          </Button>
        }
      />
      <ol className="flex flex-col gap-3">
        {checked.steps.map((step) => (
          <li key={step.name} className="flex gap-3">
            {step.ok ? (
              <CircleCheck aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-success-text" />
            ) : (
              <CircleX aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-danger-text" />
            )}
            <div className="min-w-0">
              <p className="font-medium">{t(`steps.${step.name}`, { count: entry.proof.length })}</p>
              <StepDetail step={step} />
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

function StepDetail({ step }: { step: EntryStep }) {
  if (step.name === "leaf") return <Hash value={toHex(step.leafHash)} show="all" />;
  if (step.name === "root") return step.root ? <Hash value={toHex(step.root)} show="all" /> : null;
  return step.name === "inclusion" ? <ProofPath path={step.path} /> : null;
}
