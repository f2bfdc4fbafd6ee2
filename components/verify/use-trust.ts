import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { orpc } from "#lib/client";
import type { ReceiptTrust } from "#lib/ledger/receipt";
import { readKeys, readPolicy } from "./read-trust";

/** Whom the reader trusts: keys as typed, or this site's own until something is typed; witnesses where asked for. */
export function useTrust() {
  const { data } = useQuery(orpc.ledger.log.queryOptions({ input: {} }));
  const siteVkeys = data?.vkeys;
  const siteText = siteVkeys?.join("\n") ?? "";
  const [typed, setTyped] = useState<string>();
  const [policyText, setPolicyText] = useState("");
  const keyText = typed ?? siteText;
  const read = useMemo(() => {
    const { keys, fault: keyFault } = readKeys(keyText);
    const { policy, fault: policyFault } = readPolicy(policyText);
    const value: ReceiptTrust | undefined = keys.length > 0 && policyFault === undefined ? { keys, policy } : undefined;
    return { value, keyFault, policyFault };
  }, [keyText, policyText]);
  return {
    ...read,
    keyText,
    setKeyText: setTyped,
    isSiteText: keyText === siteText,
    restore: () => setTyped(undefined),
    policyText,
    setPolicyText,
    siteVkeys,
    siteWitnesses: data?.witnesses.map(({ vkey }) => vkey) ?? [],
  };
}

export type Trust = ReturnType<typeof useTrust>;
