import { ShieldAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { LinkButton } from "#components/ui/link-button";

/** For somebody signed in who has no business here. */
export function Denied({ handle }: { handle: string }) {
  const t = useTranslations("admin.denied");
  return (
    <Card flush>
      <EmptyState icon={<ShieldAlert />} title={t("title")} action={<LinkButton href="/me">{t("back")}</LinkButton>}>
        {t("text", { handle })}
      </EmptyState>
    </Card>
  );
}
