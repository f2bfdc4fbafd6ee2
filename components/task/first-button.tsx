"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ArrowUpToLine, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { orpc } from "#lib/client";

type FirstButtonProps = { slug: string; item: { id: string; first: boolean } };

/** Puts an open item before all others of its task, or back; everybody can see in the ledger that its owner did. */
export function FirstButton({ slug, item: { id, first } }: FirstButtonProps) {
  const t = useTranslations("task.items");
  const client = useQueryClient();
  const move = useMutation(
    orpc.task.first.mutationOptions({ onSuccess: () => client.invalidateQueries({ queryKey: orpc.task.key() }) }),
  );
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-3">
        {first ? <Badge tone="accent">{t("first")}</Badge> : null}
        <Button
          icon={first ? <Undo2 aria-hidden="true" /> : <ArrowUpToLine aria-hidden="true" />}
          pending={move.isPending}
          onClick={() => move.mutate({ slug, contributions: [id], first: !first })}
        >
          {t(first ? "putBack" : "putFirst")}
        </Button>
      </div>
      <ErrorMessage error={move.error} />
    </div>
  );
}
