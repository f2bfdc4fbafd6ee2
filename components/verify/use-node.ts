import { useCallback, useEffect, useRef, useState } from "react";
import { type AnchorCheck, type AnchorClaim, checkAnchor } from "#lib/domain/anchor-check";
import { askOver } from "#lib/domain/ask-node";
import { toHex } from "#lib/ledger/hex";
import { isContractOrEmpty, isNodeUrl, keepChoice, type NodeChoice, noChoice, readChoice } from "./node-memory";
import { postToNode } from "./node-post";

type Answers = ReadonlyMap<string, AnchorCheck>;
const NONE: Answers = new Map();

/** Receipts of one checkpoint share their anchor: it is asked for once. */
export function claimKey({ anchor, origin, size, root }: AnchorClaim): string {
  const { chainId, contract, tx, block } = anchor;
  return [chainId, contract, tx, block, size, toHex(root), origin].join(" ");
}

/** The node that the reader chose, and what it said of the receipts' anchors. Asks nothing before `ask` is called. */
export function useNode() {
  const [choice, setChoice] = useState(noChoice);
  /** The field that cannot be asked with. */
  const [bad, setBad] = useState<keyof NodeChoice>();
  const [isAsking, setAsking] = useState(false);
  const [answers, setAnswers] = useState(NONE);
  const running = useRef<AbortController>(undefined);
  // After the page is alive: the server knows nothing of it.
  useEffect(() => {
    const kept = readChoice();
    setChoice((typed) => ({ url: typed.url || kept.url, contract: typed.contract || kept.contract }));
    return () => running.current?.abort();
  }, []);

  const ask = useCallback(
    async (claims: readonly AnchorClaim[]) => {
      const asked = { url: choice.url.trim(), contract: choice.contract.trim() };
      const wrong = !isNodeUrl(asked.url) ? "url" : isContractOrEmpty(asked.contract) ? undefined : "contract";
      setBad(wrong);
      if (wrong) return;
      keepChoice(asked);
      running.current?.abort();
      const mine = new AbortController();
      running.current = mine;
      setAsking(true);
      setAnswers(NONE);
      const found = new Map<string, AnchorCheck>();
      const node = askOver(postToNode(asked.url, mine.signal));
      for (const claim of claims) {
        const key = claimKey(claim);
        if (found.has(key)) continue;
        const answer = await checkAnchor(claim, node, { contract: asked.contract || undefined });
        if (mine.signal.aborted) return;
        found.set(key, answer);
        setAnswers(new Map(found));
      }
      setAsking(false);
    },
    [choice],
  );
  const stop = useCallback(() => {
    running.current?.abort();
    setAsking(false);
  }, []);
  return {
    choice,
    setPart: (part: keyof NodeChoice, text: string) => {
      setChoice((before) => ({ ...before, [part]: text }));
      setBad(undefined);
    },
    forget: () => {
      keepChoice(noChoice);
      setChoice(noChoice);
      setBad(undefined);
    },
    bad,
    isAsking,
    ask,
    stop,
    answers,
  };
}

export type Node = ReturnType<typeof useNode>;
