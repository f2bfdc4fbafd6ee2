import { clsx } from "clsx";
import { Check } from "lucide-react";
import { useTranslations } from "next-intl";

const steps = ["file", "columns", "import"] as const;

/** Where one is: file, columns, import. */
export function Steps({ at }: { at: number }) {
  const t = useTranslations("import.steps");
  return (
    <ol aria-label={t("label")} className="flex flex-wrap gap-x-6 gap-y-2 text-sm">
      {steps.map((step, position) => (
        <li
          key={step}
          aria-current={position === at ? "step" : undefined}
          className={clsx("flex items-center gap-2", position === at ? "font-medium text-ink" : "text-muted")}
        >
          <span
            aria-hidden="true"
            className={clsx(
              "tabular grid size-6 place-items-center rounded-full border text-xs",
              position === at && "border-accent bg-accent text-on-accent",
              position < at && "border-accent text-accent-text",
              position > at && "border-line",
            )}
          >
            {position < at ? <Check className="size-3.5" /> : position + 1}
          </span>
          {t(step)}
        </li>
      ))}
    </ol>
  );
}
