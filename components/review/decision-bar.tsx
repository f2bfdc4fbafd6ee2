"use client";

import { Check, MessageSquareText, SkipForward, Undo2, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import { Button } from "#components/ui/button";
import type { Decision } from "#lib/domain/review";

type DecisionBarProps = {
  onDecide: (decision: Decision) => void;
  onSkip: () => void;
  onUndo: () => void;
  canUndo: boolean;
  isLastRound: boolean;
  /** Shows the keys on the buttons. */
  withKeys: boolean;
};

/** The second click of a double click would decide the next item unseen. */
const single = (act: () => void) => (event: MouseEvent) => {
  if (event.detail <= 1) act();
};

const big =
  "max-sm:min-h-17 max-sm:flex-col max-sm:gap-1 max-sm:px-1 max-sm:py-2 max-sm:text-sm max-sm:leading-tight max-sm:whitespace-normal";

export function DecisionBar(props: DecisionBarProps) {
  const { onDecide, onSkip, onUndo, canUndo, isLastRound, withKeys } = props;
  const t = useTranslations("review.act");
  const key = (letter: string) => (withKeys ? letter : undefined);
  return (
    <section aria-label={t("label")} className="flex flex-wrap items-center gap-2 sm:gap-2.5">
      <div className="grid grow grid-cols-3 gap-2 sm:flex sm:grow-0 sm:gap-2.5">
        <Button
          variant="primary"
          size="lg"
          className={big}
          icon={<Check aria-hidden="true" />}
          shortcut={key("A")}
          onClick={single(() => onDecide("accept"))}
        >
          {t("accept")}
        </Button>
        <Button
          size="lg"
          className={big}
          icon={<X aria-hidden="true" className="text-danger-text" />}
          shortcut={key("R")}
          onClick={single(() => onDecide("reject"))}
        >
          {t("reject")}
        </Button>
        <Button
          size="lg"
          className={big}
          icon={<MessageSquareText aria-hidden="true" className="text-warning-text" />}
          shortcut={key("C")}
          disabledReason={isLastRound ? t("noChanges") : undefined}
          onClick={single(() => onDecide("request_changes"))}
        >
          {t("request_changes")}
        </Button>
      </div>
      <div className="grid w-full grid-cols-2 gap-2 sm:ms-auto sm:flex sm:w-auto">
        <Button
          variant="ghost"
          size="lg"
          icon={<SkipForward aria-hidden="true" className="text-muted" />}
          shortcut={key("S")}
          onClick={single(onSkip)}
        >
          {t("skip")}
        </Button>
        <Button
          variant="ghost"
          size="lg"
          disabled={!canUndo}
          icon={<Undo2 aria-hidden="true" className="text-muted" />}
          shortcut={key("U")}
          onClick={onUndo}
        >
          {t("undo")}
        </Button>
      </div>
    </section>
  );
}
