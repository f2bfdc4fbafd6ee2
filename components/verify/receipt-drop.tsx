import { clsx } from "clsx";
import { FileCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { type DragEvent, type RefObject, useRef, useState } from "react";
import { Button } from "#components/ui/button";

type ReceiptDropProps = { buttonRef: RefObject<HTMLButtonElement | null>; onFiles: (files: readonly File[]) => void };

/** Takes files by drop, by click or by keyboard; as many at once as one likes. */
export function ReceiptDrop({ buttonRef, onFiles }: ReceiptDropProps) {
  const t = useTranslations("verify.drop");
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const onDrag = (over: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(over);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button inside does the same.
    <div
      onDragEnter={onDrag(true)}
      onDragOver={onDrag(true)}
      onDragLeave={onDrag(false)}
      onDrop={(event) => {
        onDrag(false)(event);
        onFiles([...event.dataTransfer.files]);
      }}
      className={clsx(
        "flex flex-col items-center gap-3 rounded-lg border-2 border-dashed px-6 py-10 text-center transition-colors",
        isOver ? "border-accent bg-accent-soft" : "border-edge/50 bg-surface",
      )}
    >
      <FileCheck aria-hidden="true" className="size-8 text-muted" />
      <p className="font-medium text-lg">{isOver ? t("here") : t("title")}</p>
      <Button ref={buttonRef} variant="primary" onClick={() => input.current?.click()}>
        {t("choose")}
      </Button>
      <p className="max-w-lg text-muted text-sm">{t("hint")}</p>
      <input
        ref={input}
        type="file"
        multiple
        className="hidden"
        aria-label={t("choose")}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // The same file again must count as a change.
          event.target.value = "";
        }}
      />
    </div>
  );
}
