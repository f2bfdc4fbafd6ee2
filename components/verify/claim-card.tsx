import Link from "next/link";
import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { Points } from "#components/ui/points";
import type { AnchorCheck } from "#lib/domain/anchor-check";
import type { ClaimCheck, ClaimStep } from "#lib/domain/claim";
import type { CheckedFile, HeldFile } from "./check-file";
import { ClaimSteps } from "./claim-steps";
import { FailedAt, VerdictCard, verdictOf } from "./verdict-card";

type ClaimCardProps = {
  file: HeldFile;
  checked: CheckedFile;
  balance: ClaimCheck;
  isAlone: boolean;
  hasPolicy: boolean;
  anchorCheck: AnchorCheck | undefined;
};

/** The verdict on a claim of a balance: who had how much when, and every step that shows it. */
export function ClaimCard({ file, checked, balance, isAlone, hasPolicy, anchorCheck }: ClaimCardProps) {
  return (
    <VerdictCard
      file={file}
      checked={checked}
      isAlone={isAlone}
      anchorCheck={anchorCheck}
      answer={
        <Answer
          checked={checked}
          balance={balance}
          isContradicted={verdictOf(checked, anchorCheck) === "contradicted"}
        />
      }
      steps={<ClaimSteps check={balance} hasPolicy={hasPolicy} className="mt-3" />}
    />
  );
}

type AnswerProps = Pick<ClaimCardProps, "checked" | "balance"> & { isContradicted: boolean };

function Answer({ checked, balance, isContradicted }: AnswerProps) {
  const t = useTranslations("verify");
  const { failed } = checked;
  const own = [balance.claim, ...balance.steps].find((step): step is FailedClaim => !step.ok);
  if (own || failed) {
    const step = own ? t(`claim.step.${own.name}`) : failed ? t(`step.${failed.name}`) : "";
    return (
      <FailedAt checked={checked} step={step}>
        {own ? t(`claim.why.${own.name}`) : t("claim.why.receipt")}
      </FailedAt>
    );
  }
  const held = balance.steps.find((step) => step.name === "balance" && step.ok);
  if (held?.name !== "balance" || !held.ok) return null;
  const { account, accountKind, owner, size } = held.leaf;
  return (
    <Alert
      tone={isContradicted ? "neutral" : "success"}
      title={t.rich("claim.sound", { size, points: () => <Points key="points" milli={held.leaf.balance} /> })}
    >
      <p>
        {t(owner && accountKind === "user_available" ? "claim.ofPerson" : "claim.ofAccount")}{" "}
        <code className="break-all">{owner ?? account}</code>
      </p>
      <p className="mt-1">
        {t("claim.meaning")}{" "}
        <Link href="/docs/points" prefetch={false} className="link">
          {t("claim.whatPointsAre")}
        </Link>
      </p>
    </Alert>
  );
}

type FailedClaim = Extract<ClaimStep, { ok: false }>;
