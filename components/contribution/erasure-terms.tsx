import { Check, X } from "lucide-react";
import { useTranslations } from "next-intl";

const goes = ["content", "files", "fingerprints", "feedback"] as const;
const stays = ["entries", "points", "copies"] as const;

/** What an erasure destroys and what it leaves. `isOpen`: also what happens to a review under way. */
export function ErasureTerms({ isOpen }: { isOpen: boolean }) {
  const t = useTranslations("erasure");
  return (
    <div className="grid gap-4 text-sm sm:grid-cols-2">
      <section>
        <h3 className="font-medium">{t("goesTitle")}</h3>
        <ul className="mt-1.5 flex flex-col gap-1.5">
          {goes.map((name) => (
            <li key={name} className="flex gap-2">
              <X aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-danger-text" />
              {t(`goes.${name}`)}
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3 className="font-medium">{t("staysTitle")}</h3>
        <ul className="mt-1.5 flex flex-col gap-1.5">
          {stays.map((name) => (
            <li key={name} className="flex gap-2">
              <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-success-text" />
              {t(`stays.${name}`)}
            </li>
          ))}
        </ul>
      </section>
      {isOpen ? <p className="sm:col-span-2">{t("open")}</p> : null}
    </div>
  );
}
