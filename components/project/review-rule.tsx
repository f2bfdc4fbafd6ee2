import { CircleCheck, CircleX, PencilLine } from "lucide-react";
import { useTranslations } from "next-intl";
import { limits } from "#lib/domain/limits";
import type { RejectReason } from "#lib/domain/review";

type ReviewRuleProps = { reviewsWanted: number; rejectReasons: readonly RejectReason[] };

/** majority/1 (lib/domain/review) in plain words: who decides, and what each outcome means. */
export function ReviewRule({ reviewsWanted, rejectReasons }: ReviewRuleProps) {
  const t = useTranslations("project.rule");
  const reason = useTranslations("project.reason");
  const hint = useTranslations("project.reasonHint");
  const majority = (reviewsWanted + 1) / 2;
  const outcomes = [
    { key: "accept", icon: <CircleCheck className="text-success-text" /> },
    { key: "reject", icon: <CircleX className="text-danger-text" /> },
    { key: "changes", icon: <PencilLine className="text-warning-text" /> },
  ] as const;
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-prose">{majority === 1 ? t("one") : t("many", { wanted: reviewsWanted, majority })}</p>
      <dl className="grid gap-3 sm:grid-cols-3">
        {outcomes.map(({ key, icon }) => (
          <div key={key} className="rounded-md border border-line p-3.5 text-sm">
            <dt className="flex items-center gap-2 font-medium [&_svg]:size-4.5 [&_svg]:shrink-0">
              <span aria-hidden="true">{icon}</span>
              {t(key, { majority })}
            </dt>
            <dd className="mt-1 text-muted">{t(`${key}Then`, { rounds: limits.maxRounds })}</dd>
          </div>
        ))}
      </dl>
      <p className="text-muted text-sm">{t("never")}</p>
      <div>
        <h3 className="mb-1.5 text-sm">{t("reasons")}</h3>
        <dl className="grid gap-x-8 gap-y-2 text-sm sm:grid-cols-2">
          {rejectReasons.map((key) => (
            <div key={key}>
              <dt className="font-medium">{reason(key)}</dt>
              <dd className="text-muted">{hint(key)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </div>
  );
}
