import { FileCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useRef } from "react";
import { Button } from "#components/ui/button";
import { DropArea } from "#components/ui/drop-area";

type ReceiptDropProps = { buttonRef: RefObject<HTMLButtonElement | null>; onFiles: (files: readonly File[]) => void };

/** Takes files by drop, by click or by keyboard; as many at once as one likes. */
export function ReceiptDrop({ buttonRef, onFiles }: ReceiptDropProps) {
  const t = useTranslations("verify.drop");
  const input = useRef<HTMLInputElement>(null);
  return (
    <DropArea onDrop={(dropped) => onFiles([...dropped.files])} className="px-6 py-10">
      {(isOver) => (
        <>
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
        </>
      )}
    </DropArea>
  );
}
