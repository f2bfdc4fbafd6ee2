import Link from "next/link";
import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import type { AnchorCheck } from "#lib/domain/anchor-check";
import type { EntryBody } from "#lib/domain/entry";
import type { Policy } from "#lib/ledger/tlog-policy";
import { formatVerifierKey } from "#lib/ledger/vkey";
import { type CheckedFile, type FailedStep, goodStep, type HeldFile } from "./check-file";
import { Disclosure } from "./disclosure";
import { EntryFields } from "./entry-fields";
import { ErasedLookup } from "./erased-lookup";
import { StepList } from "./step-list";
import { FailedAt, VerdictCard, verdictOf } from "./verdict-card";
import { whyKey } from "./why-key";

type FileCardProps = {
  file: HeldFile;
  checked: CheckedFile;
  isAlone: boolean;
  ownVkeys: readonly string[] | undefined;
  policy: Policy | undefined;
  anchorCheck: AnchorCheck | undefined;
};

/** The verdict on one file, what its entry says, and every step with its bytes. */
export function FileCard({ file, checked, isAlone, ownVkeys, policy, anchorCheck }: FileCardProps) {
  const t = useTranslations("verify");
  const verdict = verdictOf(checked, anchorCheck);
  const canonical = goodStep(checked.steps, "canonical");
  return (
    <VerdictCard
      file={file}
      checked={checked}
      isAlone={isAlone}
      anchorCheck={anchorCheck}
      answer={<Answer checked={checked} ownVkeys={ownVkeys} isContradicted={verdict === "contradicted"} />}
      steps={<StepList steps={checked.steps} hasPolicy={policy !== undefined} className="mt-3" />}
    >
      {canonical ? (
        <Disclosure title={t("fieldsTitle")} isOpenFirst={isAlone}>
          <EntryFields body={checked.body} value={canonical.value} isProven={verdict === "sound"} className="mt-2" />
        </Disclosure>
      ) : null}
    </VerdictCard>
  );
}

type AnswerProps = { checked: CheckedFile; ownVkeys: readonly string[] | undefined; isContradicted: boolean };

function Answer({ checked, ownVkeys, isContradicted }: AnswerProps) {
  const t = useTranslations("verify");
  const kinds = useTranslations("ledger.kind");
  const { steps, failed, body } = checked;
  if (failed) {
    return (
      <FailedAt checked={checked} step={t(`step.${failed.name}`)}>
        {t(whyKey(failed), whyValues(checked, failed))}
      </FailedAt>
    );
  }
  const { origin = "", size = 0 } = goodStep(steps, "checkpoint")?.checkpoint ?? {};
  const index = goodStep(steps, "file")?.proof.index ?? 0;
  const signers = goodStep(steps, "signature")?.verified ?? [];
  const isOfSite = signers.some((key) => ownVkeys?.includes(formatVerifierKey(key)));
  return (
    <Alert tone={isContradicted ? "neutral" : "success"} title={body ? `#${index} · ${kinds(body.kind)}` : `#${index}`}>
      <p>{t("sound", { index, size, origin })}</p>
      {isOfSite && isContent(body) ? (
        <ErasedLookup contribution={body.contribution} isOpened={goodStep(steps, "opening") !== undefined} />
      ) : null}
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

type ContentBody = Extract<EntryBody, { commitment: string }>;

/** True for entries that commit to a content. */
function isContent(body: EntryBody | undefined): body is ContentBody {
  return body !== undefined && "commitment" in body;
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
