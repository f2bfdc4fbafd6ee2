"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Wallet } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { EmptyState } from "#components/ui/empty-state";
import { Hash } from "#components/ui/hash";
import { DateTime } from "#components/ui/relative-time";
import { useToast } from "#components/ui/toast";
import { api, orpc } from "#lib/client";
import { LinkWallet } from "./link-wallet";

/** The person's wallets: link one by a signature, see them, unlink. */
export function WalletCard() {
  const t = useTranslations("account.wallets");
  const { data: wallets, error, refetch } = useQuery(orpc.wallet.list.queryOptions({ input: {} }));
  const [isLinking, setLinking] = useState(false);
  const [leaving, setLeaving] = useState<string>();
  const link = (
    <Button size="sm" icon={<Plus aria-hidden="true" />} onClick={() => setLinking(true)}>
      {t("link")}
    </Button>
  );
  return (
    <Card title={t("title")} action={link}>
      <p className="max-w-3xl text-muted text-sm">{t("lead")}</p>
      {error ? <ErrorMessage error={error} onRetry={() => refetch()} className="mt-4" /> : null}
      {wallets?.length === 0 ? (
        <EmptyState icon={<Wallet />} title={t("emptyTitle")}>
          {t("emptyText")}
        </EmptyState>
      ) : null}
      {wallets && wallets.length > 0 ? (
        <ul className="mt-4 divide-y divide-line border-line border-t">
          {wallets.map(({ address, linkedAt }) => (
            <li key={address} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3 last:pb-0">
              <span className="flex min-w-0 flex-col">
                <Hash value={address} show={8} what={t("address")} />
                <span className="text-muted text-sm">
                  {t.rich("linkedAt", { at: () => <DateTime at={linkedAt} timeless /> })}
                </span>
              </span>
              <Button size="sm" variant="ghost" onClick={() => setLeaving(address)}>
                {t("unlink")}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <LinkWallet open={isLinking} onOpenChange={setLinking} />
      <Unlink address={leaving} onClose={() => setLeaving(undefined)} />
    </Card>
  );
}

function Unlink({ address, onClose }: { address: string | undefined; onClose: () => void }) {
  const t = useTranslations("account.wallets");
  const toast = useToast();
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: (gone: string) => api.wallet.unlink({ address: gone }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: orpc.wallet.key() });
      toast({ title: t("unlinked"), tone: "success" });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      open={address !== undefined}
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t("unlinkTitle")}
      description={
        <>
          <span className="mb-2 block break-all font-mono">{address}</span>
          {t("unlinkText")}
        </>
      }
      action={t("unlink")}
      onConfirm={() => address && end.mutate(address)}
      pending={end.isPending}
    />
  );
}
