import { useFormatter, useTranslations } from "next-intl";

export type Counts = { accepted: number; reviews: number; people: number; entries: number };

const keys = ["accepted", "reviews", "people", "entries"] as const satisfies (keyof Counts)[];

/** Four figures that the site lives by. */
export function CountRow({ counts }: { counts: Counts }) {
  const t = useTranslations("landing.counts");
  const format = useFormatter();
  return (
    <section aria-label={t("label")}>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-6 sm:grid-cols-4">
        {keys.map((key) => (
          <div key={key} className="flex flex-col-reverse justify-end border-line border-s ps-4">
            <dt className="text-muted text-sm">{t(key)}</dt>
            <dd className="tabular font-semibold text-2xl tracking-tight">{format.number(counts[key])}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
