"use client";

import { useTranslations } from "next-intl";
import { textLanguage } from "#components/project/language-names";
import { Markdown } from "#components/ui/markdown";
import { Points } from "#components/ui/points";
import type { ApiOutputs } from "#lib/client";
import { SPOT_CHECK_RULE } from "#lib/domain/spot-check";
import type { LabelTask } from "./label-api";
import { LabelProgress } from "./label-progress";

type LabelGuideProps = { project: ApiOutputs["project"]["get"]; task: LabelTask };

/** How to label here, with the owner's examples, and what the project collects. */
export function LabelGuide({ project, task }: LabelGuideProps) {
  const t = useTranslations("label.guide");
  const isChecked = task.rewardRule === SPOT_CHECK_RULE;
  const lang = textLanguage(project.languages);
  return (
    <div className="flex flex-col gap-5 text-sm">
      {isChecked ? <LabelProgress slug={project.slug} /> : null}
      {task.instructions ? (
        <Markdown headingFrom={3} lang={lang}>
          {task.instructions}
        </Markdown>
      ) : (
        <p className="text-muted">{t("none")}</p>
      )}
      <p className="text-muted">
        {t("facts", { count: task.answersWanted })}{" "}
        {task.answerPrice > 0
          ? t.rich(isChecked ? "priceChecked" : "price", { points: () => <Points milli={task.answerPrice} /> })
          : null}
      </p>
      <details>
        <summary className="cursor-pointer font-semibold">{t("project")}</summary>
        <Markdown headingFrom={4} lang={lang}>
          {project.guidelines}
        </Markdown>
      </details>
    </div>
  );
}
