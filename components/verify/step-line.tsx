import { clsx } from "clsx";
import { CircleCheck, CircleDashed, CircleX } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

const looks = {
  holds: { Icon: CircleCheck, ink: "text-success-text" },
  fails: { Icon: CircleX, ink: "text-danger-text" },
  skipped: { Icon: CircleDashed, ink: "text-faint" },
} as const;

type StepLineProps = {
  title: string;
  /** Undefined for one that was not reached. */
  isOk: boolean | undefined;
  children?: ReactNode;
};

/** One step of a check: whether it holds, its name, and what it looked at. */
export function StepLine({ title, isOk, children }: StepLineProps) {
  const t = useTranslations("verify.stepState");
  const word = isOk === undefined ? "skipped" : isOk ? "holds" : "fails";
  const { Icon, ink } = looks[word];
  return (
    <li className="flex gap-3">
      <Icon role="img" aria-label={t(word)} className={clsx("mt-0.5 size-5 shrink-0", ink)} />
      <div className="min-w-0 grow">
        <p className={clsx("font-medium", word === "skipped" && "text-faint")}>{title}</p>
        {children}
      </div>
    </li>
  );
}
