"use client";

import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { Points } from "#components/ui/points";
import { simulateBudget } from "#lib/domain/project-view";
import { type FlatPolicy, reserveForSubmission } from "#lib/domain/reward";

const FIRST_SHARE = 80;

/** What a budget pays for under the policy, with the share of accepted pieces to play with. */
export function Simulation({ policy, budget }: { policy: FlatPolicy; budget: number }) {
  const t = useTranslations("project.simulation");
  const [share, setShare] = useState(FIRST_SHARE);
  const id = useId();
  const result = simulateBudget(policy, budget, share);
  return (
    <section aria-labelledby={`${id}-title`} className="rounded-md border border-line bg-page p-5">
      <h3 id={`${id}-title`} className="text-sm">
        {t("title")}
      </h3>
      <p className="mt-1 text-muted text-sm">
        {t("budget")} <Points milli={budget} className="font-medium text-ink" />
      </p>
      <label htmlFor={`${id}-share`} className="mt-4 flex flex-wrap justify-between gap-x-4 text-sm">
        <span>{t("share")}</span>
        <output htmlFor={`${id}-share`} className="tabular font-medium">
          {t("shareValue", { percent: share })}
        </output>
      </label>
      <input
        id={`${id}-share`}
        type="range"
        min={0}
        max={100}
        step={5}
        value={share}
        aria-valuetext={t("shareValue", { percent: share })}
        onChange={(event) => setShare(Number(event.target.value))}
        className="mt-1.5 w-full accent-accent"
      />
      <Result policy={policy} result={result} />
    </section>
  );
}

function Result({ policy, result }: { policy: FlatPolicy; result: ReturnType<typeof simulateBudget> }) {
  const t = useTranslations("project.simulation");
  const format = useFormatter();
  if (result.items === null) return <p className="mt-4 text-sm">{t("endless")}</p>;
  if (result.items === 0) {
    return (
      <p className="mt-4 text-sm text-warning-text">
        {t.rich("none", { points: () => <Points milli={reserveForSubmission(policy)} className="font-medium" /> })}
      </p>
    );
  }
  return (
    <>
      <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3">
        <Figure label={t("items")}>{format.number(result.items)}</Figure>
        <Figure label={t("accepted")}>{format.number(result.accepted ?? 0)}</Figure>
        <Figure label={t("reviews")}>{format.number(result.reviews ?? 0)}</Figure>
        <Figure label={t("awards")}>
          <Points milli={result.awards} />
        </Figure>
        <Figure label={t("fees")}>
          <Points milli={result.fees} />
        </Figure>
        <Figure label={t("left")}>
          <Points milli={result.left} />
        </Figure>
      </dl>
      <p className="mt-4 text-muted text-sm">{t("atOnce", { count: result.atOnce ?? 0 })}</p>
    </>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-muted text-xs">{label}</dt>
      <dd className="tabular font-medium text-base">{children}</dd>
    </div>
  );
}
