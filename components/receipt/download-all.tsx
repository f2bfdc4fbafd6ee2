"use client";

import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Progress } from "#components/ui/progress";
import { api } from "#lib/client";
import { type Packed, packReceipts } from "./pack-receipts";
import { saveFile } from "./save-file";

/** All receipts in one ZIP, packed in the browser page by page. */
export function DownloadAll() {
  const t = useTranslations("receipt.all");
  const [progress, setProgress] = useState<{ done: number; total: number }>();
  const stop = useRef<AbortController>(undefined);
  // Leaving the page ends the download: nobody would see what becomes of it.
  useEffect(() => () => stop.current?.abort(), []);
  const pack = useMutation({
    mutationFn: async (): Promise<Packed | "stopped"> => {
      const control = new AbortController();
      stop.current = control;
      setProgress(undefined);
      const { signal } = control;
      try {
        const packed = await packReceipts({
          readPage: (input) => api.receipt.files(input, { signal }),
          onProgress: (done, total) => setProgress({ done, total }),
          signal,
        });
        if (packed.count > 0) saveFile(packed.file, `receipts-${packed.size}.zip`);
        return packed;
      } catch (error) {
        if (signal.aborted) return "stopped";
        throw error;
      }
    },
  });
  const { data } = pack;
  return (
    <Card title={t("title")}>
      <p className="max-w-3xl text-muted text-sm">{t("lead")}</p>
      <div className="mt-4 flex flex-col gap-4">
        {pack.isPending ? (
          <Progress
            label={t("progress")}
            value={progress?.done}
            max={progress?.total}
            valueText={progress && t("done", progress)}
          />
        ) : null}
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          {/* One button, so that the focus stays where it was. */}
          <Button
            icon={pack.isPending ? undefined : <Download aria-hidden="true" />}
            onClick={() => (pack.isPending ? stop.current?.abort() : pack.mutate())}
          >
            {pack.isPending ? t("stop") : t("start")}
          </Button>
          <p role="status" className="text-muted text-sm">
            {pack.isPending && progress ? t("done", progress) : data === "stopped" ? t("stopped") : ""}
          </p>
        </div>
        {data && data !== "stopped" ? <Result packed={data} /> : null}
        <ErrorMessage error={pack.error} onRetry={() => pack.mutate()} />
      </div>
    </Card>
  );
}

function Result({ packed: { count, size } }: { packed: Packed }) {
  const t = useTranslations("receipt.all");
  if (count === 0) return <Alert live>{t("none")}</Alert>;
  return (
    <Alert tone="success" live>
      {t.rich("saved", {
        count,
        size,
        link: (text) => (
          <a href="/verify" className="link">
            {text}
          </a>
        ),
      })}
    </Alert>
  );
}
