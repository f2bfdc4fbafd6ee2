import { useCallback, useEffect, useRef, useState } from "react";
import { type AnchorCheck, type AnchorClaim, checkAnchor } from "#lib/domain/anchor-check";
import { askOver } from "#lib/domain/ask-node";
import { toHex } from "#lib/ledger/hex";
import { isNodeUrl, keepNodeUrl, readNodeUrl } from "./node-memory";
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
  const [url, setUrl] = useState("");
  const [isBad, setBad] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [answers, setAnswers] = useState(NONE);
  const running = useRef<AbortController>(undefined);
  // After the page is alive: the server knows nothing of it.
  useEffect(() => {
    setUrl((typed) => typed || readNodeUrl());
    return () => running.current?.abort();
  }, []);

  const ask = useCallback(
    async (claims: readonly AnchorClaim[]) => {
      const address = url.trim();
      setBad(!isNodeUrl(address));
      if (!isNodeUrl(address)) return;
      keepNodeUrl(address);
      running.current?.abort();
      const mine = new AbortController();
      running.current = mine;
      setAsking(true);
      setAnswers(NONE);
      const found = new Map<string, AnchorCheck>();
      const node = askOver(postToNode(address, mine.signal));
      for (const claim of claims) {
        const key = claimKey(claim);
        if (found.has(key)) continue;
        const answer = await checkAnchor(claim, node);
        if (mine.signal.aborted) return;
        found.set(key, answer);
        setAnswers(new Map(found));
      }
      setAsking(false);
    },
    [url],
  );
  const stop = useCallback(() => {
    running.current?.abort();
    setAsking(false);
  }, []);
  return {
    url,
    setUrl: (text: string) => {
      setUrl(text);
      setBad(false);
    },
    forget: () => {
      keepNodeUrl("");
      setUrl("");
      setBad(false);
    },
    isBad,
    isAsking,
    ask,
    stop,
    answers,
  };
}

export type Node = ReturnType<typeof useNode>;
