import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Hash } from "#components/ui/hash";
import { DateTime } from "#components/ui/relative-time";
import type { AnchorCheck, AnchorClaim, AnchorStep } from "#lib/domain/anchor-check";
import { Steps } from "./steps";

const names = [
  "contract",
  "chain",
  "code",
  "log",
  "event",
  "root",
  "head",
  "depth",
] as const satisfies AnchorStep["name"][];

type AnchorStepsProps = { check: AnchorCheck; claim: AnchorClaim; className?: string };

/** Every step at the chain in its order, with what the node said; also those that were not reached. */
export function AnchorSteps({ check, claim, className }: AnchorStepsProps) {
  const t = useTranslations("verify.anchor");
  return (
    <Steps
      names={check.steps.some(({ name }) => name === "contract") ? names : names.slice(1)}
      reached={check.steps}
      titleOf={(name) => t(`step.${name}`)}
      show={(step) => <Said step={step} claim={claim} />}
      className={className}
    />
  );
}

/** What the node said at one step. */
function Said({ step, claim }: { step: AnchorStep; claim: AnchorClaim }) {
  const t = useTranslations("verify.anchor.said");
  switch (step.name) {
    case "contract":
      return (
        <>
          <Line label={t("contractHere")} value={step.contract} />
          {step.ok ? null : <Line label={t("contractKnown")} value={step.expected} />}
        </>
      );
    case "chain":
      return <Words>{t("chain", { chain: String(step.chainId), block: step.block })}</Words>;
    case "code":
      return <Line label={t("contract")} value={step.contract} />;
    case "log":
      return (
        <>
          <Line label={t("originHash")} value={step.originHash} />
          {step.ok ? (
            <Line label={t("publisher")} value={step.publisher} />
          ) : (
            <Line label={t("originExpected", { origin: claim.origin })} value={step.expected} />
          )}
        </>
      );
    case "event":
      if (!step.ok) return <Words>{t("noEvent", { size: step.size, block: claim.anchor.block })}</Words>;
      return (
        <>
          <Words>{t("event", { size: step.event.size, block: step.event.block })}</Words>
          <Line label={t("transaction")} value={step.event.txHash} />
        </>
      );
    case "root":
      return (
        <>
          <Line label={t("rootThere")} value={step.root} />
          {step.ok ? null : <Line label={t("rootHere")} value={step.expected} />}
        </>
      );
    case "head":
      return (
        <Line
          label={t("head", { size: step.head.size, isLater: String(step.head.size > claim.size) })}
          value={step.head.root}
        />
      );
    case "depth":
      return (
        <Words>{t.rich("depth", { confirmations: step.confirmations, when: () => <DateTime at={step.at} /> })}</Words>
      );
  }
}

function Words({ children }: { children: ReactNode }) {
  return <p className="text-muted text-sm">{children}</p>;
}

function Line({ label, value }: { label: string; value: string }) {
  return (
    <div className="text-sm">
      <span className="text-muted">{label} </span>
      <Hash value={value} show="all" what={label} />
    </div>
  );
}
