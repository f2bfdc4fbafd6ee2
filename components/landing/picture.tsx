import { useTranslations } from "next-intl";
import { PictureData } from "./picture-data";
import { PictureLedger } from "./picture-ledger";
import { PicturePoints } from "./picture-points";
import { PictureReview } from "./picture-review";

const panels = { data: PictureData, review: PictureReview, ledger: PictureLedger, points: PicturePoints };

/** Data, review, ledger, points: four drawings that join into one on wide screens and stand under each other on phones. */
export function Picture() {
  const t = useTranslations("landing");
  return (
    <figure aria-label={t("picture")} className="rounded-xl border border-line bg-surface shadow-card">
      <ol className="grid lg:grid-cols-4">
        {(Object.keys(panels) as (keyof typeof panels)[]).map((key, at) => {
          const Panel = panels[key];
          return (
            <li
              key={key}
              className="grid grid-cols-[7.5rem_1fr] items-center gap-x-4 border-line border-b px-4 py-3 last:border-b-0 sm:grid-cols-[12rem_1fr] lg:flex lg:flex-col lg:items-stretch lg:border-b-0 lg:px-0 lg:py-0"
            >
              <Panel />
              <div className="lg:px-6 lg:pb-6">
                <h2 className="text-base">
                  <span className="me-2 tabular font-normal text-faint">{at + 1}</span>
                  {t(`steps.${key}.title`)}
                </h2>
                <p className="mt-1 text-muted text-sm">{t(`steps.${key}.text`)}</p>
              </div>
            </li>
          );
        })}
      </ol>
    </figure>
  );
}
