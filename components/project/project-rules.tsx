import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card";
import { Markdown } from "#components/ui/markdown";
import type { LabelSchema } from "#lib/domain/label";
import type { RejectReason } from "#lib/domain/review";
import type { FlatPolicy } from "#lib/domain/reward";
import { LabelQuestion } from "./label-question";
import { textLanguage } from "./language-names";
import { ReviewRule } from "./review-rule";
import { RewardRule } from "./reward-rule";

type ProjectRulesProps = {
  project: FlatPolicy & {
    languages: readonly string[];
    guidelines: string;
    labelSchema: LabelSchema;
    rejectReasons: readonly RejectReason[];
  };
};

/** What a contributor and a reviewer are held to: guidelines, label question, points, verdicts. */
export function ProjectRules({ project }: ProjectRulesProps) {
  const t = useTranslations("project");
  const lang = textLanguage(project.languages);
  return (
    <div className="flex min-w-0 flex-col gap-6">
      <Card title={t("view.guidelines")}>
        {/* Smaller than the page's own headings, whose parts they are. */}
        <Markdown headingFrom={3} lang={lang} className="max-w-prose [&_h3]:text-base [&_h4]:text-base">
          {project.guidelines}
        </Markdown>
      </Card>
      {project.labelSchema.kind === "none" ? null : (
        <Card title={t("view.label")}>
          <LabelQuestion labels={project.labelSchema} lang={lang} />
        </Card>
      )}
      <Card title={t("reward.title")}>
        <RewardRule policy={project} />
      </Card>
      <Card title={t("rule.title")}>
        <ReviewRule reviewsWanted={project.reviewsWanted} rejectReasons={project.rejectReasons} />
      </Card>
    </div>
  );
}
