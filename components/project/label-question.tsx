"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button";
import type { LabelSchema } from "#lib/domain/label";

const SHOWN_FIRST = 24;

/** The question asked about each item, with its answers; a long list opens on demand. */
export function LabelQuestion({ labels, lang }: { labels: LabelSchema; lang?: string }) {
  const t = useTranslations("project.view");
  const [isOpen, setOpen] = useState(false);
  if (labels.kind === "none") return null;
  const shown = isOpen ? labels.classes : labels.classes.slice(0, SHOWN_FIRST);
  return (
    <div className="flex flex-col items-start gap-3">
      <p lang={lang} className="font-medium text-base">
        {labels.question}
      </p>
      <p className="text-muted text-sm">{t("classes", { count: labels.classes.length })}</p>
      <ul lang={lang} className="flex flex-wrap gap-1.5">
        {shown.map((name) => (
          <li key={name} className="rounded-sm border border-line bg-sunken px-2 py-0.5 text-sm">
            {name}
          </li>
        ))}
      </ul>
      {shown.length < labels.classes.length ? (
        <Button size="sm" variant="ghost" onClick={() => setOpen(true)}>
          {t("classesMore", { count: labels.classes.length })}
        </Button>
      ) : null}
    </div>
  );
}
