"use client";

import { CornerDownLeft, SkipForward, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type MouseEvent, type ReactNode, useEffect, useRef } from "react";
import { Button } from "#components/ui/button";
import { type LabelSkipReason, labelSkipReasons } from "#lib/domain/annotation";
import type { KeyMap } from "./key-map";
import type { Labelling } from "./use-labelling";

type AnswerBarProps = {
  labelling: Labelling;
  map: KeyMap | undefined;
  /** What was just answered, with its own way to take it back: it stands in that button's place, where it covers nothing. */
  strip: ReactNode;
};

/** The second click of a double click would answer the next item unseen. */
const single = (act: () => void) => (event: MouseEvent) => {
  if (event.detail <= 1) act();
};
const shown = (key: string | undefined) => (key === "Enter" ? key : key?.toUpperCase());

/** Send, pass over, take back; or why the item is passed over. */
export function AnswerBar({ labelling, map, strip }: AnswerBarProps) {
  const t = useTranslations("label.act");
  if (labelling.isSkipping) return <SkipReasons labelling={labelling} map={map} />;
  return (
    <section aria-label={t("label")} className="flex flex-wrap items-center gap-2 sm:gap-2.5">
      <Button
        variant="primary"
        size="lg"
        className="max-sm:w-full"
        icon={<CornerDownLeft aria-hidden="true" />}
        shortcut={shown(map?.commands.send)}
        onClick={single(labelling.send)}
      >
        {t("send")}
      </Button>
      <div className="grid w-full grid-cols-2 gap-2 sm:ms-auto sm:flex sm:w-auto">
        <Button
          variant="ghost"
          size="lg"
          icon={<SkipForward aria-hidden="true" className="text-muted" />}
          shortcut={shown(map?.commands.skip)}
          onClick={() => labelling.askSkip(true)}
        >
          {t("skip")}
        </Button>
        {strip ?? (
          <Button
            variant="ghost"
            size="lg"
            disabled={labelling.last === undefined}
            icon={<Undo2 aria-hidden="true" className="text-muted" />}
            shortcut={shown(map?.commands.undo)}
            onClick={labelling.undo}
          >
            {t("undo")}
          </Button>
        )}
      </div>
    </section>
  );
}

function SkipReasons({ labelling, map }: Omit<AnswerBarProps, "strip">) {
  const t = useTranslations("label");
  const list = useRef<HTMLFieldSetElement>(null);
  useEffect(() => list.current?.querySelector("button")?.focus(), []);
  return (
    <fieldset ref={list} className="flex animate-rise flex-wrap items-center gap-2">
      <legend className="mb-2 font-semibold text-base">{t("skip.title")}</legend>
      {labelSkipReasons.map((reason: LabelSkipReason, at) => (
        <Button
          key={reason}
          size="lg"
          className="max-sm:w-full"
          shortcut={shown(map?.options[at])}
          onClick={single(() => labelling.skip(reason))}
        >
          {t(`skip.${reason}`)}
        </Button>
      ))}
      <Button variant="ghost" size="lg" shortcut={map ? "Escape" : undefined} onClick={() => labelling.askSkip(false)}>
        {t("act.back")}
      </Button>
    </fieldset>
  );
}
