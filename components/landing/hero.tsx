import { ArrowRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { LinkButton } from "#components/ui/link-button";
import { Picture } from "./picture";

export function Hero() {
  const t = useTranslations("landing");
  return (
    <section className="pt-14 sm:pt-20">
      <h1 className="max-w-3xl text-3xl sm:text-4xl">{t("title")}</h1>
      <p className="mt-4 max-w-2xl text-lg text-muted">{t("lead")}</p>
      <div className="mt-7 mb-10 flex flex-wrap gap-2 sm:mb-12">
        <LinkButton href="/projects" variant="primary" size="lg">
          {t("browse")}
          <ArrowRight aria-hidden="true" />
        </LinkButton>
        <LinkButton href="/ledger" size="lg">
          {t("openLedger")}
        </LinkButton>
      </div>
      <Picture />
    </section>
  );
}
