import { ArrowRight, ListTree, ScrollText, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";

const claims = {
  open: { href: "/leaderboard", icon: ListTree },
  proof: { href: "/ledger", icon: ShieldCheck },
  rules: { href: "/projects", icon: ScrollText },
} as const;

/** Three promises, each with the place where it can be put to the test. */
export function Claims() {
  const t = useTranslations("landing.claims");
  return (
    <section>
      <h2 className="text-xl">{t("title")}</h2>
      <ul className="mt-5 grid gap-x-10 gap-y-8 md:grid-cols-3">
        {(Object.keys(claims) as (keyof typeof claims)[]).map((key) => {
          const { href, icon: Icon } = claims[key];
          return (
            <li key={key} className="border-line border-t pt-4">
              <Icon aria-hidden="true" className="size-5 text-accent-text" />
              <h3 className="mt-3 text-base">{t(`${key}.title`)}</h3>
              <p className="mt-1 text-muted text-sm">{t(`${key}.text`)}</p>
              <Link href={href} className="quiet-link mt-3 inline-flex items-center gap-1 text-accent-text text-sm">
                {t(`${key}.action`)}
                <ArrowRight aria-hidden="true" className="size-3.5" />
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
