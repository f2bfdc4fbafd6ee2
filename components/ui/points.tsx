import { clsx } from "clsx";
import { useFormatter, useTranslations } from "next-intl";
import { MILLI_PER_POINT } from "#lib/domain/points";

type PointsProps = {
  /** Thousandths of a point, an integer. */
  milli: number;
  /** Writes the plus as well, for changes. */
  signed?: boolean;
  /** Figure only, where the column's header says "points". */
  bare?: boolean;
  className?: string;
};

/** An amount of points in the reader's own figures: 12500 is "12.5 points". */
export function Points({ milli, signed = false, bare = false, className }: PointsProps) {
  const t = useTranslations("common");
  const format = useFormatter();
  const amount = format.number(milli / MILLI_PER_POINT, {
    maximumFractionDigits: 3,
    signDisplay: signed ? "exceptZero" : "auto",
  });
  return (
    <data value={milli / MILLI_PER_POINT} className={clsx("whitespace-nowrap", className)}>
      {bare ? amount : t("pointsAmount", { amount, milli })}
    </data>
  );
}
