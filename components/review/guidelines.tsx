"use client";

import { useTranslations } from "next-intl";
import { textLanguage } from "#components/project/language-names";
import { Kbd } from "#components/ui/kbd";
import { Markdown } from "#components/ui/markdown";
import { Points } from "#components/ui/points";
import { rejectReasons } from "#lib/domain/review";
import type { ReviewProject } from "./review-screen";

/** What the project asks for, and its reasons for not accepting: what a decision is held against. */
export function Guidelines({ project }: { project: ReviewProject }) {
  const t = useTranslations("review.guidelines");
  const names = useTranslations("project");
  return (
    <div className="flex flex-col gap-5 text-sm">
      <Markdown headingFrom={3} lang={textLanguage(project.languages)}>
        {project.guidelines}
      </Markdown>
      <section>
        <h3 className="mb-2 font-semibold">{t("reasons")}</h3>
        <dl className="flex flex-col gap-1.5">
          {project.rejectReasons.map((reason) => (
            <div key={reason}>
              <dt className="flex items-baseline gap-2 font-medium">
                <Kbd>{String(rejectReasons.indexOf(reason) + 1)}</Kbd>
                {names(`reason.${reason}`)}
              </dt>
              <dd className="ps-7.5 text-muted pointer-coarse:ps-0">{names(`reasonHint.${reason}`)}</dd>
            </div>
          ))}
        </dl>
      </section>
      <p className="text-muted">
        {t("facts", { count: project.reviewsWanted })}{" "}
        {project.reviewPrice > 0 ? t.rich("price", { points: () => <Points milli={project.reviewPrice} /> }) : null}
      </p>
    </div>
  );
}
