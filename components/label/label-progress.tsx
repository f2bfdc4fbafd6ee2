"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { RelativeTime } from "#components/ui/relative-time";
import { orpc } from "#lib/client";

/** How somebody is doing in a task that pays by checks: rounded, as of the last settlement, and the rules that they missed in training. */
export function LabelProgress({ slug }: { slug: string }) {
  const t = useTranslations("label.progress");
  const { data } = useQuery(orpc.label.progress.queryOptions({ input: { slug } }));
  if (!data) return null;
  const { lessons, accuracy, settledAt } = data;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted text-sm">
        {accuracy === null || settledAt === null
          ? t("notYet")
          : t.rich("accuracy", { tenths: accuracy, at: () => <RelativeTime at={settledAt} /> })}
      </p>
      {lessons.length > 0 ? (
        <Alert title={t("lessons", { count: lessons.length })}>
          <ul className="mt-1 list-disc ps-5">
            {lessons.map((lesson) => (
              <li key={lesson}>{lesson}</li>
            ))}
          </ul>
        </Alert>
      ) : null}
    </div>
  );
}
