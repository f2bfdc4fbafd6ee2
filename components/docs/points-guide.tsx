import Link from "next/link";
import { useTranslations } from "next-intl";
import { NoCoinNotice, PointsNotice } from "#components/ui/notice";

const are = ["record", "fixed", "yours", "open"] as const;
const areNot = ["token", "money", "transfer", "official"] as const;
const parts = ["claim", "chain", "limits"] as const;

/** What points are, what they are not, and what a claim of them proves. */
export function PointsGuide() {
  const t = useTranslations("docs.whatPoints");
  return (
    <div className="flex flex-col gap-8">
      <section className="flex flex-col gap-2">
        <h2 className="text-xl">{t("are.title")}</h2>
        <ul className="flex list-disc flex-col gap-2 ps-5">
          {are.map((name) => (
            <li key={name}>{t(`are.${name}`)}</li>
          ))}
        </ul>
      </section>
      <section className="flex flex-col gap-2">
        <h2 className="text-xl">{t("areNot.title")}</h2>
        <PointsNotice />
        <ul className="flex list-disc flex-col gap-2 ps-5">
          {areNot.map((name) => (
            <li key={name}>{t(`areNot.${name}`)}</li>
          ))}
        </ul>
      </section>
      {parts.map((name) => (
        <section key={name} className="flex flex-col gap-2">
          <h2 className="text-xl">{t(`${name}.title`)}</h2>
          <p>{t(`${name}.text`)}</p>
        </section>
      ))}
      <p className="flex flex-wrap gap-x-5 gap-y-2">
        <a href="/verify" className="link">
          {t("verify")}
        </a>
        <Link href="/docs/entries#points.snapshot" className="link">
          {t("entry")}
        </Link>
      </p>
      <NoCoinNotice className="border-line border-t pt-5" />
    </div>
  );
}
