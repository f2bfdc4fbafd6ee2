import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card";
import { Hash } from "#components/ui/hash";
import { LinkButton } from "#components/ui/link-button";
import { RelativeTime } from "#components/ui/relative-time";

export type LedgerRootView = {
  size: number;
  /** Hex, 64 characters. */
  root: string;
  /** Instant of the newest entry; null on an empty ledger. */
  at: string | null;
};

/** The one hash that stands for everything. */
export function LedgerRoot({ root }: { root: LedgerRootView }) {
  const t = useTranslations("landing.root");
  return (
    <Card title={t("title")} action={root.at ? <RelativeTime at={root.at} className="text-muted text-sm" /> : null}>
      <p className="rounded-md bg-sunken px-3 py-2 text-sm">
        <Hash value={root.root} show="all" what={t("what")} />
      </p>
      <p className="mt-3 text-muted text-sm">{t("text", { count: root.size })}</p>
      <LinkButton href="/ledger" size="sm" className="mt-4">
        {t("check")}
      </LinkButton>
    </Card>
  );
}
