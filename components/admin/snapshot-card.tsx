"use client";

import { Camera } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { api } from "#lib/client";
import { useAct } from "./use-act";

/** Has the balances of all accounts recorded now, for claims of them. */
export function SnapshotCard() {
  const t = useTranslations("admin.snapshot");
  const take = useAct({ act: () => api.admin.takeSnapshot({}), said: ({ state }) => t(`said.${state}`) });
  return (
    <Card
      title={t("title")}
      action={
        <Button
          size="sm"
          icon={<Camera aria-hidden="true" />}
          pending={take.isPending}
          onClick={() => take.mutate(undefined)}
        >
          {t("take")}
        </Button>
      }
    >
      <p className="text-muted text-sm">{t("lead")}</p>
    </Card>
  );
}
