"use client";

import { clsx } from "clsx";
import { useFormatter, useTranslations } from "next-intl";
import { MILLI_PER_POINT } from "#lib/domain/points";

type Day = { day: string; points: number; accepted: number; reviews: number };
type YearGridProps = { days: readonly Day[]; selected?: string; onSelect: (day: string) => void };

const WEEKS = 53;
const DAY_MS = 86_400_000;
const shades = ["bg-sunken", "bg-accent/25", "bg-accent/45", "bg-accent/70", "bg-accent"] as const;

/** A year of days, a square each; squares with work are buttons that open that day. The same days stand in a table below. */
export function YearGrid({ days, selected, onSelect }: YearGridProps) {
  const t = useTranslations("profile");
  const format = useFormatter();
  const byDay = new Map(days.map((day) => [day.day, day]));
  const busiest = Math.max(1, ...days.map(work));
  const describe = (day: string) => {
    const found = byDay.get(day);
    return t("day", {
      date: format.dateTime(new Date(`${day}T00:00:00Z`), { dateStyle: "medium", timeZone: "UTC" }),
      points: (found?.points ?? 0) / MILLI_PER_POINT,
      accepted: found?.accepted ?? 0,
      reviews: found?.reviews ?? 0,
    });
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="overflow-x-auto pb-1" dir="rtl">
        <div className="grid w-max grid-flow-col grid-rows-7 gap-[3px] p-0.5" dir="ltr">
          {lastDays().map((day) => {
            const found = byDay.get(day);
            const level = found ? Math.max(1, Math.ceil((work(found) / busiest) * 4)) : 0;
            const look = clsx("size-[11px] rounded-[2px] lg:size-4", shades[level]);
            return found ? (
              <button
                key={day}
                type="button"
                title={describe(day)}
                aria-label={describe(day)}
                aria-pressed={selected === day}
                onClick={() => onSelect(day)}
                className={clsx(look, "hover:ring-2 hover:ring-accent aria-pressed:ring-2 aria-pressed:ring-ink")}
              />
            ) : (
              <span key={day} className={look} aria-hidden="true" />
            );
          })}
        </div>
      </div>
      <details className="text-sm">
        <summary className="cursor-pointer text-muted">{t("asTable")}</summary>
        <ul className="mt-2 max-h-60 overflow-y-auto text-muted">
          {[...days].reverse().map((day) => (
            <li key={day.day}>{describe(day.day)}</li>
          ))}
        </ul>
      </details>
    </div>
  );
}

function work(day: Day): number {
  return day.accepted + day.reviews;
}

/** 53 whole weeks of UTC dates up to today, Monday first. */
function lastDays(): string[] {
  const today = new Date();
  const end = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate());
  const weekday = (today.getUTCDay() + 6) % 7;
  const start = end - ((WEEKS - 1) * 7 + weekday) * DAY_MS;
  const count = (WEEKS - 1) * 7 + weekday + 1;
  return Array.from({ length: count }, (_, index) => new Date(start + index * DAY_MS).toISOString().slice(0, 10));
}
