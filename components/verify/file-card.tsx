import { CircleCheck, CircleX, FileQuestion } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import type { AnchorCheck } from "#lib/domain/anchor-check";
import type { Policy } from "#lib/ledger/tlog-policy";
import { formatVerifierKey } from "#lib/ledger/vkey";
import { AnchorPart } from "./anchor-part";
import { type CheckedFile, type FailedStep, goodStep, type HeldFile } from "./check-file";
import { Disclosure } from "./disclosure";
import { EntryFields } from "./entry-fields";
import { StepList } from "./step-list";

type FileCardProps = {
  file: HeldFile;
  checked: CheckedFile;
  /** The only file: its steps are open at once. */
  isAlone: boolean;
  ownVkeys: readonly string[] | undefined;
  policy: Policy | undefined;
  /** What the reader's node said of its anchor. */
  anchorCheck: AnchorCheck | undefined;
};

const looks = {
  sound: { tone: "success", Icon: CircleCheck },
  unsound: { tone: "danger", Icon: CircleX },
  unreadable: { tone: "warning", Icon: FileQuestion },
  contradicted: { tone: "danger", Icon: CircleX },
} as const;

/** The verdict on one file, what its entry says, and every step with its bytes. */
export function FileCard({ file, checked, isAlone, ownVkeys, policy, anchorCheck }: FileCardProps) {
  const t = useTranslations("verify");
  // A receipt that the chain contradicts is no sound one, whatever its signatures say.
  const verdict = anchorCheck?.state === "fails" ? "contradicted" : checked.verdict;
  const { tone, Icon } = looks[verdict];
  const canonical = goodStep(checked.steps, "canonical");
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
        <Verdict checked={checked} ownVkeys={ownVkeys} isContradicted={verdict === "contradicted"} />
        {checked.claim ? <AnchorPart claim={checked.claim} check={anchorCheck} isAlone={isAlone} /> : null}
        {canonical ? (
          <Disclosure title={t("fieldsTitle")} isOpenFirst={isAlone}>
            <EntryFields body={checked.body} value={canonical.value} isProven={verdict === "sound"} className="mt-2" />
          </Disclosure>
        ) : null}
        <Disclosure title={t("stepsTitle")} isOpenFirst={isAlone || checked.verdict !== "sound"}>
          <StepList steps={checked.steps} hasPolicy={policy !== undefined} className="mt-3" />
        </Disclosure>
      </div>
    </Card>
  );
}

type VerdictProps = { checked: CheckedFile; ownVkeys: readonly string[] | undefined; isContradicted: boolean };

function Verdict({ checked, ownVkeys, isContradicted }: VerdictProps) {
  const t = useTranslations("verify");
  const kinds = useTranslations("ledger.kind");
  const { steps, failed, body, verdict } = checked;
  if (failed) {
    return (
      <Alert
        tone={verdict === "unreadable" ? "warning" : "danger"}
        title={t(`failedAt.${verdict === "unreadable" ? "unreadable" : "unsound"}`, { step: t(`step.${failed.name}`) })}
      >
        {t(whyKey(failed), whyValues(checked, failed))}
      </Alert>
    );
  }
  const { origin = "", size = 0 } = goodStep(steps, "checkpoint")?.checkpoint ?? {};
  const index = goodStep(steps, "file")?.proof.index ?? 0;
  const signers = goodStep(steps, "signature")?.verified ?? [];
  const isOfSite = signers.some((key) => ownVkeys?.includes(formatVerifierKey(key)));
  return (
    <Alert tone={isContradicted ? "neutral" : "success"} title={body ? `#${index} · ${kinds(body.kind)}` : `#${index}`}>
      <p>{t("sound", { index, size, origin })}</p>
      {isOfSite ? (
        <p className="mt-1">
          {/* Not fetched ahead: nobody is to learn which receipts are being checked. */}
          <Link href={`/ledger/${index}`} prefetch={false} className="link">
            {t("open")}
          </Link>
        </p>
      ) : null}
    </Alert>
  );
}

// One key for each reason that each step can have: a missing text does not compile.
type WhyKey = FailedStep extends infer S
  ? S extends { name: infer N extends string; reason: infer R extends string }
    ? `why.${N}.${R}`
    : never
  : never;

function whyKey({ name, reason }: FailedStep): WhyKey {
  return `why.${name}.${reason}` as WhyKey;
}

function whyValues({ steps }: CheckedFile, failed: FailedStep): Record<string, string | number> {
  return {
    index: goodStep(steps, "file")?.proof.index ?? 0,
    size: goodStep(steps, "checkpoint")?.checkpoint.size ?? 0,
    signers: "signers" in failed ? failed.signers.join(", ") : "",
    signer: "signer" in failed ? failed.signer : "",
    origin: "origin" in failed ? failed.origin : "",
    expected: "expected" in failed ? failed.expected : "",
  };
}
