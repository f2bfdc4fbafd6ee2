"use client";

import { Check, Mic, RotateCcw, Square, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { timeText } from "./time-text";
import { useRecorder } from "./use-recorder";

/** Speaks into the browser: a level while it records, a listen before it is kept, again as often as wanted. */
export function AudioRecorder({ onFile }: { onFile: (file: File) => void }) {
  const t = useTranslations("audio.recorder");
  const recorder = useRecorder();
  const { state, seconds, level, taken } = recorder;
  const [heardUrl, setHeardUrl] = useState<string>();
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!taken) return;
    const url = URL.createObjectURL(taken);
    setHeardUrl(url);
    return () => URL.revokeObjectURL(url);
  }, [taken]);
  // The button that was pressed is gone: whoever works by keyboard goes on at the one in its place.
  useEffect(() => {
    if (state === "recording" || state === "taken") next.current?.focus();
  }, [state]);
  if (state === "recording") {
    return (
      <div className="flex w-full max-w-md flex-col items-center gap-3">
        <p role="status" className="font-medium text-danger-text">
          {t("recording")} <span className="tabular">{timeText(seconds)}</span>
        </p>
        <Level level={level} />
        <Button ref={next} size="lg" variant="danger" icon={<Square aria-hidden="true" />} onClick={recorder.stop}>
          {t("stop")}
        </Button>
      </div>
    );
  }
  if (state === "taken" && taken) {
    const keep = () => {
      onFile(taken);
      recorder.discard();
    };
    return (
      <div className="flex w-full max-w-md flex-col items-center gap-3">
        <p role="status" className="text-sm">
          {t("taken", { time: timeText(seconds) })}
        </p>
        {/* biome-ignore lint/a11y/useMediaCaption: what was said a moment ago, by the one who listens. */}
        <audio controls src={heardUrl} className="w-full" />
        <div className="flex flex-wrap justify-center gap-2">
          <Button ref={next} variant="primary" icon={<Check aria-hidden="true" />} onClick={keep}>
            {t("keep")}
          </Button>
          <Button icon={<RotateCcw aria-hidden="true" />} onClick={() => void recorder.start()}>
            {t("again")}
          </Button>
          <Button variant="ghost" icon={<X aria-hidden="true" />} onClick={recorder.discard}>
            {t("discard")}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className="flex w-full flex-col items-center gap-3">
      <Button
        variant="primary"
        size="lg"
        className="w-full sm:w-auto"
        icon={<Mic aria-hidden="true" />}
        pending={state === "asking"}
        onClick={() => void recorder.start()}
      >
        {t("start")}
      </Button>
      {recorder.fault ? (
        <Alert tone="warning" live>
          {t(`fault.${recorder.fault}`)}
        </Alert>
      ) : null}
    </div>
  );
}

/** How loud it is right now. What is too quiet or too loud shows before the recording is over. */
function Level({ level }: { level: number }) {
  const t = useTranslations("audio.recorder");
  return (
    <meter
      aria-label={t("level")}
      min={0}
      max={100}
      low={30}
      high={95}
      optimum={60}
      value={level}
      className="h-4 w-full"
    />
  );
}
