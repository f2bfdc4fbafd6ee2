import { clsx } from "clsx";
import { useTranslations } from "next-intl";

/** Counter for Field's `aside`: quiet until a tenth is left, a warning when over. Counts as the server does: code points. */
export function CharCount({ text, max }: { text: string; max: number }) {
  const t = useTranslations("common");
  const used = [...text].length;
  return (
    <span className={clsx("tabular", used > max && "font-medium text-danger-text", used <= max * 0.9 && "text-faint")}>
      {used > max ? t("charsOver", { over: used - max }) : t("charsUsed", { used, max })}
    </span>
  );
}
