"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { FileList } from "./file-list";
import { PasteBox } from "./paste-box";
import { ReceiptDrop } from "./receipt-drop";
import { TrustCard } from "./trust-card";
import { useChecks } from "./use-checks";
import { type Taken, useFiles } from "./use-files";
import { useFullLoads } from "./use-full-loads";
import { useNode } from "./use-node";
import { useTrust } from "./use-trust";

/** Checks receipts in this browser. Once the page is loaded, nothing here asks a server for anything, but for a node that the reader names. */
export function VerifyView() {
  const t = useTranslations("verify");
  useFullLoads();
  const drop = useRef<HTMLButtonElement>(null);
  const { files, taken, add, paste, clear } = useFiles();
  const trust = useTrust();
  const node = useNode();
  const { checked, isBusy } = useChecks(files, trust.value);
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <ReceiptDrop buttonRef={drop} onFiles={add} />
        <PasteBox onText={(text) => paste(text, (count) => t("pasted", { count }))} />
        <TakenNote taken={taken} />
      </div>
      <TrustCard trust={trust} className="lg:sticky lg:top-20 lg:col-start-2 lg:row-span-2 lg:row-start-1" />
      <div className="flex min-w-0 flex-col gap-4">
        {files.length > 0 ? (
          <FileList
            files={files}
            checked={checked}
            isBusy={isBusy}
            hasTrust={trust.value !== undefined}
            ownVkeys={trust.siteVkeys}
            policy={trust.value?.policy}
            node={node}
            action={
              <Button
                size="sm"
                onClick={() => {
                  clear();
                  // The button that had the focus is gone with the list.
                  drop.current?.focus();
                }}
              >
                {t("clear")}
              </Button>
            }
          />
        ) : null}
      </div>
    </div>
  );
}

/** What of the last drop is not in the list, and why. */
function TakenNote({ taken }: { taken: Taken | undefined }) {
  const t = useTranslations("verify.taken");
  if (!taken) return null;
  const { added, known, left, failed } = taken;
  const isEmpty = added + known + left + failed.length === 0;
  if (known + left + failed.length === 0 && !isEmpty) return null;
  return (
    <Alert tone={known > 0 && left + failed.length === 0 ? "accent" : "warning"} live>
      {isEmpty ? <p>{t("none")}</p> : null}
      {known > 0 ? <p>{t("known", { count: known })}</p> : null}
      {left > 0 ? <p>{t("left", { count: left })}</p> : null}
      {failed.length > 0 ? <p className="break-words">{t("failed", { names: failed.join(", ") })}</p> : null}
    </Alert>
  );
}
