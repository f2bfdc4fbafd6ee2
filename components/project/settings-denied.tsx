import { Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { LinkButton } from "#components/ui/link-button";

/** A page for a project's owners, seen by somebody else. */
export function SettingsDenied({ slug }: { slug: string }) {
  const t = useTranslations("project.settings");
  return (
    <Card>
      <EmptyState
        icon={<Lock />}
        title={t("denied")}
        action={<LinkButton href={`/projects/${slug}`}>{t("toProject")}</LinkButton>}
      >
        {t("deniedText")}
      </EmptyState>
    </Card>
  );
}
