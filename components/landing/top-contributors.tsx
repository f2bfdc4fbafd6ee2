import Link from "next/link";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { Points } from "#components/ui/points";
import { SectionHead } from "./section-head";

export type TopContributor = {
  rank: number;
  handle: string;
  name: string | null;
  pointsMilli: number;
  acceptedCount: number;
};

/** The head of this week's leaderboard. */
export function TopContributors({ rows }: { rows: readonly TopContributor[] }) {
  const t = useTranslations("landing.top");
  return (
    <section>
      <SectionHead title={t("title")} href="/leaderboard?period=week" linkText={t("all")} />
      <Card flush>
        {rows.length === 0 ? (
          <EmptyState title={t("none")}>{t("noneText")}</EmptyState>
        ) : (
          <ol className="divide-y divide-line">
            {rows.map((row) => (
              <li key={row.handle} className="flex items-center gap-3 px-5 py-2.5 text-sm">
                <span className="tabular w-5 shrink-0 text-end text-faint">{row.rank}</span>
                <span className="min-w-0 grow truncate">
                  <Link href={`/u/${row.handle}`} className="quiet-link font-medium">
                    {row.name ?? row.handle}
                  </Link>
                  <span className="ms-2 text-muted max-sm:hidden">{t("accepted", { count: row.acceptedCount })}</span>
                </span>
                <Points milli={row.pointsMilli} className="font-medium" />
              </li>
            ))}
          </ol>
        )}
      </Card>
    </section>
  );
}
