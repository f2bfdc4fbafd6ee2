"use client";

import { useTranslations } from "next-intl";
import { useDurationText } from "#components/project/use-duration-text";
import { Card } from "#components/ui/card";
import { Points } from "#components/ui/points";
import type { ApiOutputs } from "#lib/client";

type WorthProps = { project: ApiOutputs["project"]["get"] };

/** What an acceptance brings, when, and what else can become of a contribution. */
export function WorthCard({ project }: WorthProps) {
  const t = useTranslations("contribute.worth");
  const durationText = useDurationText();
  const { acceptPrice, reviewsWanted, decisionMs } = project;
  return (
    <Card title={t("title")}>
      {acceptPrice > 0 ? (
        <p className="text-sm">
          <span className="block text-muted">{t("accepted")}</span>
          <Points milli={acceptPrice} className="font-semibold text-2xl" />
        </p>
      ) : (
        <p className="text-sm">{t("none")}</p>
      )}
      <ul className="mt-3 flex list-disc flex-col gap-1 ps-4 text-muted text-sm">
        <li>{t("reviews", { count: reviewsWanted })}</li>
        {decisionMs === null ? null : <li>{t("decision", { duration: durationText(decisionMs) })}</li>}
        <li>{t("changes")}</li>
        <li>{t("rejected")}</li>
      </ul>
    </Card>
  );
}
