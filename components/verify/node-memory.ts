const KEYS = { url: "assay.node", contract: "assay.contract" } as const;

/** Whom the reader asks, and the address of the log's contract where they know it; empty texts where not. */
export type NodeChoice = Record<keyof typeof KEYS, string>;

export const noChoice: NodeChoice = { url: "", contract: "" };

/** What was asked for last in this browser; empty where there is none, or storage is refused. */
export function readChoice(): NodeChoice {
  try {
    return { url: localStorage.getItem(KEYS.url) ?? "", contract: localStorage.getItem(KEYS.contract) ?? "" };
  } catch {
    return noChoice;
  }
}

/** Keeps it in this browser alone; empty texts are forgotten. */
export function keepChoice(choice: NodeChoice): void {
  try {
    for (const part of ["url", "contract"] as const) {
      if (choice[part] === "") localStorage.removeItem(KEYS[part]);
      else localStorage.setItem(KEYS[part], choice[part]);
    }
  } catch {
    // A browser that keeps nothing asks for it again.
  }
}

/** Whether it can be asked at all: HTTP alone, and without a fragment's or a space's doubt. */
export function isNodeUrl(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text);
}

/** An address as Ethereum's tools write it; empty is well, too: then none is known. */
export function isContractOrEmpty(text: string): boolean {
  return text === "" || /^0x[0-9a-f]{40}$/i.test(text);
}
