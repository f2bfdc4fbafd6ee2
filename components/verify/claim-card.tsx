import { CircleCheck, CircleX, FileQuestion } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import { Points } from "#components/ui/points";
import type { AnchorCheck } from "#lib/domain/anchor-check";
import type { ClaimCheck, ClaimStep } from "#lib/domain/claim";
import { AnchorPart } from "./anchor-part";
import type { CheckedFile, HeldFile } from "./check-file";
import { ClaimSteps } from "./claim-steps";
import { Disclosure } from "./disclosure";

type ClaimCardProps = {
  file: HeldFile;
  checked: CheckedFile;
  balance: ClaimCheck;
  isAlone: boolean;
  hasPolicy: boolean;
  anchorCheck: AnchorCheck | undefined;
};

const looks = {
  sound: { tone: "success", Icon: CircleCheck },
  unsound: { tone: "danger", Icon: CircleX },
  unreadable: { tone: "warning", Icon: FileQuestion },
  contradicted: { tone: "danger", Icon: CircleX },
} as const;

/** The verdict on a claim of a balance: who had how much when, and every step that shows it. */
export function ClaimCard({ file, checked, balance, isAlone, hasPolicy, anchorCheck }: ClaimCardProps) {
  const t = useTranslations("verify");
  const verdict = anchorCheck?.state === "fails" ? "contradicted" : checked.verdict;
  const { tone, Icon } = looks[verdict];
  return (
    <Card
      level={3}
      title={<span className="break-all">{file.name}</span>}
      action={
        <span className="flex items-center gap-2 text-muted text-sm">
          <span className="tabular">{t("ms", { ms: checked.ms })}</span>
          <Badge tone={tone} icon={<Icon aria-hidden="true" />} className="text-sm">
            {t(`verdict.${verdict}`)}
          </Badge>
        </span>
      }
    >
      <div className="flex flex-col gap-4">
        <Answer checked={checked} balance={balance} />
        {checked.claim ? <AnchorPart claim={checked.claim} check={anchorCheck} isAlone={isAlone} /> : null}
        <Disclosure title={t("stepsTitle")} isOpenFirst={isAlone || checked.verdict !== "sound"}>
          <ClaimSteps check={balance} hasPolicy={hasPolicy} className="mt-3" />
        </Disclosure>
      </div>
    </Card>
  );
}

function Answer({ checked, balance }: Pick<ClaimCardProps, "checked" | "balance">) {
  const t = useTranslations("verify");
  const { verdict, failed } = checked;
  const own = [balance.claim, ...balance.steps].find((step): step is FailedClaim => !step.ok);
  if (own || failed) {
    const step = own ? t(`claim.step.${own.name}`) : failed ? t(`step.${failed.name}`) : "";
    return (
      <Alert
        tone={verdict === "unreadable" ? "warning" : "danger"}
        title={t(`failedAt.${verdict === "unreadable" ? "unreadable" : "unsound"}`, { step })}
      >
        {own ? t(`claim.why.${own.name}`) : t("claim.why.receipt")}
      </Alert>
    );
  }
  const held = balance.steps.find((step) => step.name === "balance" && step.ok);
  if (held?.name !== "balance" || !held.ok) return null;
  const { account, accountKind, owner, size } = held.leaf;
  return (
    <Alert
      tone="success"
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
