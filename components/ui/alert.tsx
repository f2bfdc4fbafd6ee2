import { clsx } from "clsx";
import { CircleCheck, CircleX, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Tone } from "./badge";

const looks: Record<Tone, { box: string; icon: LucideIcon; ink: string }> = {
  neutral: { box: "border-line bg-sunken", icon: Info, ink: "text-muted" },
  accent: { box: "border-accent/30 bg-accent-soft", icon: Info, ink: "text-accent-text" },
  success: { box: "border-success/30 bg-success-soft", icon: CircleCheck, ink: "text-success-text" },
  warning: { box: "border-warning/40 bg-warning-soft", icon: TriangleAlert, ink: "text-warning-text" },
  danger: { box: "border-danger/35 bg-danger-soft", icon: CircleX, ink: "text-danger-text" },
};

type AlertProps = {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  /** Appears after an act: announced at once. */
  live?: boolean;
  className?: string;
};

/** A message in the flow of the page. */
export function Alert({ tone = "accent", title, children, action, live = false, className }: AlertProps) {
  const t = useTranslations("common.tone");
  const { box, icon: Icon, ink } = looks[tone];
  return (
    <div
      role={live ? (tone === "danger" ? "alert" : "status") : undefined}
      className={clsx("flex gap-x-3 gap-y-2 rounded-md border px-4 py-3 text-sm max-sm:flex-wrap", box, className)}
    >
      <Icon aria-label={t(tone)} role="img" className={clsx("mt-[0.15em] size-[1.3em] shrink-0", ink)} />
      <div className="min-w-0 grow basis-0">
        {title ? <p className="font-semibold">{title}</p> : null}
        {children ? <div className={clsx(title && "mt-0.5")}>{children}</div> : null}
      </div>
      {/* On a phone below the words, in line with them: beside them it would leave a column of three words. */}
      {action ? (
        <div className="shrink-0 self-center max-sm:basis-full max-sm:ps-[calc(1.3em+0.75rem)]">{action}</div>
      ) : null}
    </div>
  );
}
