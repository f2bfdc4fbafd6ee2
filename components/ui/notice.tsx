import { clsx } from "clsx";
import { useTranslations } from "next-intl";

/** The fixed words about points (economy.md). Stands near every balance; never reworded, never folded away. */
export function PointsNotice({ className }: { className?: string }) {
  const t = useTranslations("common.notice");
  return (
    <p role="note" className={clsx("text-muted text-sm", className)}>
      {t("points")}
    </p>
  );
}

/** There is no official coin; in the footer of every page. */
export function NoCoinNotice({ className }: { className?: string }) {
  const t = useTranslations("common.notice");
  return (
    <p role="note" className={clsx("text-muted text-sm", className)}>
      {t("noCoin")}
    </p>
  );
}
