"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Wallet } from "lucide-react";
import { useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { useToast } from "#components/ui/toast";
import { api, orpc } from "#lib/client";
import { LinkByHand } from "./link-by-hand";
import { askAccount, askSignature, type BrowserWallet, useWallets, WalletFault } from "./use-wallets";

type LinkWalletProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** Links a wallet of this browser, or one elsewhere whose signature is pasted. */
export function LinkWallet({ open, onOpenChange }: LinkWalletProps) {
  const t = useTranslations("account.wallets");
  const toast = useToast();
  const queryClient = useQueryClient();
  const finish = () => {
    void queryClient.invalidateQueries({ queryKey: orpc.wallet.key() });
    toast({ title: t("linked"), tone: "success" });
    onOpenChange(false);
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("linkTitle")} description={t("linkText")}>
      <div className="flex flex-col gap-5">
        <Wallets onLinked={finish} />
        <details className="border-line border-t pt-4">
          <summary className="w-fit cursor-pointer font-medium text-sm">{t("byHand")}</summary>
          <LinkByHand onLinked={finish} />
        </details>
      </div>
    </Dialog>
  );
}

function Wallets({ onLinked }: { onLinked: () => void }) {
  const t = useTranslations("account.wallets");
  const wallets = useWallets();
  const link = useMutation({
    mutationFn: async (wallet: BrowserWallet) => {
      const account = await askAccount(wallet);
      const { nonce, message } = await api.wallet.ask(account);
      return api.wallet.link({ nonce, signature: await askSignature(wallet, message, account.address) });
    },
    onSuccess: onLinked,
  });
  if (wallets.length === 0) return <Alert tone="neutral">{t("noneFound")}</Alert>;
  return (
    <div className="flex flex-col gap-2">
      {wallets.map((wallet) => (
        <Button
          key={wallet.id}
          size="lg"
          className="justify-start"
          pending={link.isPending && link.variables?.id === wallet.id}
          disabledReason={link.isPending && link.variables?.id !== wallet.id ? t("oneAtATime") : undefined}
          icon={
            wallet.icon ? (
              // biome-ignore lint/performance/noImgElement: the wallet's own picture, given as data
              <img src={wallet.icon} alt="" className="size-6 rounded-sm" />
            ) : (
              <Wallet aria-hidden="true" />
            )
          }
          onClick={() => link.mutate(wallet)}
        >
          {wallet.name}
        </Button>
      ))}
      {link.error instanceof WalletFault ? (
        <Alert tone={link.error.fault === "refused" ? "neutral" : "danger"} live>
          {t(`fault.${link.error.fault}`)}
        </Alert>
      ) : (
        <ErrorMessage error={link.error} />
      )}
    </div>
  );
}
