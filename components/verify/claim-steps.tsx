import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { ProofPath } from "#components/ledger/proof-path";
import { Hash } from "#components/ui/hash";
import type { ClaimCheck, ClaimStep } from "#lib/domain/claim";
import { toHex } from "#lib/ledger/hex";
import { StepLine } from "./step-line";
import { StepList } from "./step-list";
import { Steps } from "./steps";

const names = ["snapshot", "balance", "path", "held"] as const;

/** The claim, the receipt of its snapshot, and the way from the balance to the root in it; also what was not reached. */
export function ClaimSteps({
  check,
  hasPolicy,
  className,
}: {
  check: ClaimCheck;
  hasPolicy: boolean;
  className?: string;
}) {
  const t = useTranslations("verify.claim");
  // Its exact bytes, as they are hashed.
  const leaf = check.claim.ok ? check.claim.claim.leaf : "";
  return (
    <div className={clsx("flex flex-col gap-3", className)}>
      <ol>
        <StepLine title={t("step.claim")} isOk={check.claim.ok} />
      </ol>
      {check.claim.ok ? (
        <>
          <p className="mt-2 font-medium text-muted text-sm">{t("partEntry")}</p>
          <StepList steps={check.receipt} hasPolicy={hasPolicy} />
          <p className="mt-2 font-medium text-muted text-sm">{t("partBalance")}</p>
          <Steps
            names={names}
            reached={check.steps.flatMap((step) => (step.name === "claim" ? [] : step))}
            titleOf={(name) => t(`step.${name}`)}
            show={(step) => <ClaimBytes step={step} leaf={leaf} />}
          />
        </>
      ) : null}
    </div>
  );
}

function ClaimBytes({ step, leaf }: { step: ClaimStep; leaf: string }) {
  const t = useTranslations("verify.claim");
  if (step.name === "path") return <ProofPath path={step.path} />;
  if (step.name === "held") return <Line value={toHex(step.root)} />;
  if (!step.ok) return null;
  if (step.name === "snapshot")
    return (
      <>
        <p className="text-muted text-sm">{t("accounts", { leaves: step.entry.leaves, size: step.entry.size })}</p>
        <Line value={step.entry.root} />
      </>
    );
  return step.name === "balance" ? (
    <>
      <pre className="mt-1 whitespace-pre-wrap break-all rounded-md bg-sunken p-3 text-sm">{leaf}</pre>
      <p className="mt-1 text-muted text-sm">{t("leafHash")}</p>
      <Line value={toHex(step.leafHash)} />
    </>
  ) : null;
}

function Line({ value }: { value: string }) {
  return (
    <div className="text-sm">
      <Hash value={value} show="all" what="" />
    </div>
  );
}
