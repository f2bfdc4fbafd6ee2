"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useCallback } from "react";
import { MILLI_PER_POINT } from "#lib/domain/points";

/** An amount of milli-points as words, "12.5 points", where no element can stand. */
export function useAmountText(): (milli: number) => string {
  const t = useTranslations("common");
  const format = useFormatter();
  return useCallback(
    (milli) =>
      t("pointsAmount", { amount: format.number(milli / MILLI_PER_POINT, { maximumFractionDigits: 3 }), milli }),
    [t, format],
  );
}
