"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { buttonClass } from "#components/ui/button";
import { Card } from "#components/ui/card";

const formats = ["csv", "jsonl"] as const;

/** The labels as files. */
export function LabelFiles({ slug }: { slug: string }) {
  const t = useTranslations("task.export");
  return (
    <Card title={t("title")} level={3}>
      <p className="mb-4 max-w-read text-muted text-sm">{t("text")}</p>
      <div className="flex flex-wrap gap-2">
        {formats.map((format) => (
          <a
            key={format}
            href={`/rpc/labels/${slug}?format=${format}`}
            download={`${slug}.labels.${format}`}
            className={buttonClass("secondary", "md")}
          >
            <Download aria-hidden="true" className="size-4" />
            {t(format)}
          </a>
        ))}
      </div>
    </Card>
  );
}
