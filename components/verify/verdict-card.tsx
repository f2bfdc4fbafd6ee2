import { CircleCheck, CircleX, FileQuestion } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Alert } from "#components/ui/alert";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import type { AnchorCheck } from "#lib/domain/anchor-check";
import { AnchorPart } from "./anchor-part";
import type { CheckedFile, HeldFile } from "./check-file";
import { Disclosure } from "./disclosure";

const looks = {
  sound: { tone: "success", Icon: CircleCheck },
  unsound: { tone: "danger", Icon: CircleX },
  unreadable: { tone: "warning", Icon: FileQuestion },
  contradicted: { tone: "danger", Icon: CircleX },
} as const;

/** A file's verdict once the chain was asked too: one that the chain contradicts is no sound one, whatever its signatures say. */
export function verdictOf(checked: CheckedFile, anchorCheck: AnchorCheck | undefined): keyof typeof looks {
  return anchorCheck?.state === "fails" ? "contradicted" : checked.verdict;
}

type VerdictCardProps = {
  file: HeldFile;
  checked: CheckedFile;
  /** The only file: its steps are open at once. */
  isAlone: boolean;
  /** What the reader's node said of its anchor. */
  anchorCheck: AnchorCheck | undefined;
  /** What the file says, or what is wrong with it. */
  answer: ReactNode;
  steps: ReactNode;
  /** Between the answer and the steps. */
  children?: ReactNode;
};

/** The frame of a checked file: name, verdict, answer, what a node said of its anchor, and its steps. */
export function VerdictCard(props: VerdictCardProps) {
  const { file, checked, isAlone, anchorCheck, answer, steps, children } = props;
  const t = useTranslations("verify");
  const verdict = verdictOf(checked, anchorCheck);
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
        {answer}
        {checked.claim ? <AnchorPart claim={checked.claim} check={anchorCheck} isAlone={isAlone} /> : null}
        {children}
        <Disclosure title={t("stepsTitle")} isOpenFirst={isAlone || checked.verdict !== "sound"}>
          {steps}
        </Disclosure>
      </div>
    </Card>
  );
}

/** Which step a file failed at, and why. */
export function FailedAt({ checked, step, children }: { checked: CheckedFile; step: string; children: ReactNode }) {
  const t = useTranslations("verify.failedAt");
  const isUnreadable = checked.verdict === "unreadable";
  return (
    <Alert tone={isUnreadable ? "warning" : "danger"} title={t(isUnreadable ? "unreadable" : "unsound", { step })}>
      {children}
    </Alert>
  );
}
