"use client";

import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Hash } from "#components/ui/hash";
import { Progress } from "#components/ui/progress";
import { type ExportSection, exportSections } from "#lib/domain/account";
import { collectExport } from "./collect-export";
import { useMe } from "./use-me";

/** Puts everything kept about the person into one file, read page by page. */
export function ExportCard() {
  const t = useTranslations("account.data");
  const me = useMe();
  const [section, setSection] = useState<ExportSection>();
  const make = useMutation({
    mutationFn: async () => {
      const { file, type, count } = await collectExport(setSection);
      save(file, `assay-${me?.handle ?? "me"}-${new Date().toISOString().slice(0, 10)}.${type}`);
      return count;
    },
  });
  const at = section ? exportSections.indexOf(section) : 0;
  return (
    <Card title={t("title")}>
      <p className="max-w-2xl text-muted text-sm">{t("lead")}</p>
      <div className="mt-4 flex max-w-2xl flex-col gap-4">
        <ErrorMessage error={make.error} onRetry={() => make.mutate()} />
        {make.isPending && section ? (
          <Progress
            label={t("progress")}
            value={at}
            max={exportSections.length}
            valueText={t("working", { section: t(`section.${section}`) })}
          />
        ) : null}
        {make.isSuccess ? (
          <Alert tone="success" live>
            {t("done", { count: make.data })}
          </Alert>
        ) : null}
        <div>
          <Button icon={<Download aria-hidden="true" />} pending={make.isPending} onClick={() => make.mutate()}>
            {t("button")}
          </Button>
        </div>
      </div>
    </Card>
  );
}

/** The one name the public ledger knows the person by. */
export function LedgerIdCard() {
  const t = useTranslations("account.data");
  const me = useMe();
  if (!me) return null;
  return (
    <Card title={t("ledgerTitle")}>
      <p className="max-w-2xl text-muted text-sm">{t("ledger")}</p>
      <p className="mt-3">
        <Hash value={me.id} show="all" what={t("id")} />
      </p>
    </Card>
  );
}

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // After the download has begun; at once would break it in some browsers.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
