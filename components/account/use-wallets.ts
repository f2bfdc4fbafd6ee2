"use client";

import { useEffect, useState } from "react";

/** What a wallet in the browser offers (EIP-1193): one call, answered or refused by the person. */
type Provider = { request(call: { method: string; params?: readonly unknown[] }): Promise<unknown> };

/** A wallet that announced itself (EIP-6963). */
export type BrowserWallet = { id: string; name: string; icon: string | undefined; provider: Provider };

type Announcement = CustomEvent<{ info: { uuid: string; name: string; icon: string }; provider: Provider }>;

/** The wallets of this browser, in the order they announced themselves. */
export function useWallets(): BrowserWallet[] {
  const [wallets, setWallets] = useState<BrowserWallet[]>([]);
  useEffect(() => {
    const take = (event: Event) => {
      const { info, provider } = (event as Announcement).detail;
      // Only what the standard allows is drawn: a picture that is here already, never an address to fetch.
      const icon = info.icon?.startsWith("data:image/") ? info.icon : undefined;
      const found = { id: info.uuid, name: info.name, icon, provider };
      setWallets((known) => (known.some(({ id }) => id === found.id) ? known : [...known, found]));
    };
    window.addEventListener("eip6963:announceProvider", take);
    window.dispatchEvent(new Event("eip6963:requestProvider"));
    return () => window.removeEventListener("eip6963:announceProvider", take);
  }, []);
  return wallets;
}

/** "no_account": it is locked or shares none. "refused": the person said no. "wallet_failed": anything else that it answered. */
export class WalletFault extends Error {
  readonly fault: "no_account" | "refused" | "wallet_failed";

  constructor(fault: WalletFault["fault"], cause?: unknown) {
    super(fault, { cause });
    this.fault = fault;
  }
}

/** The account that the wallet shares with this page, and the chain it is on. */
export async function askAccount({ provider }: BrowserWallet): Promise<{ address: string; chainId: number }> {
  const accounts = await ask(provider, "eth_requestAccounts");
  const [address] = Array.isArray(accounts) ? accounts : [];
  if (typeof address !== "string") throw new WalletFault("no_account");
  const chainId = Number(await ask(provider, "eth_chainId"));
  return { address, chainId: Number.isSafeInteger(chainId) && chainId > 0 ? chainId : 1 };
}

/** Has the wallet sign a text by this account's key (EIP-191). */
export async function askSignature({ provider }: BrowserWallet, message: string, address: string): Promise<string> {
  const bytes = [...new TextEncoder().encode(message)].map((byte) => byte.toString(16).padStart(2, "0"));
  const signature = await ask(provider, "personal_sign", [`0x${bytes.join("")}`, address]);
  if (typeof signature !== "string") throw new WalletFault("wallet_failed");
  return signature;
}

async function ask(provider: Provider, method: string, params: readonly unknown[] = []): Promise<unknown> {
  try {
    return await provider.request({ method, params });
  } catch (error) {
    // 4001 is the person's no (EIP-1193); 4100 and -32002 are a locked wallet's.
    const code = (error as { code?: unknown } | null)?.code;
    const fault = code === 4001 ? "refused" : code === 4100 || code === -32_002 ? "no_account" : "wallet_failed";
    throw new WalletFault(fault, error);
  }
}
