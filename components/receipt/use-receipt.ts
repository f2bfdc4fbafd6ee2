import { useMutation } from "@tanstack/react-query";
import { api } from "#lib/client";
import { receiptName } from "./receipt-name";
import { saveFile } from "./save-file";

const AGAIN_MS = 1_000;
// Publishing takes a second or two; when it takes this long, nothing is being signed.
const PATIENCE = 20;

/** The entry has its place, and no checkpoint that is public covers it yet. */
export class NotPublished extends Error {}

/**
 * Fetches an entry's receipt and saves it, waiting until the entry is published. Fetched anew each time: a later receipt has a newer
 * checkpoint, its cosignatures and its anchor.
 */
export function useReceipt(onSaved?: (name: string) => void) {
  const save = useMutation({
    mutationFn: async (reference: string) => {
      const receipt = await api.ledger.receipt({ ref: reference });
      if (!receipt) throw new NotPublished();
      const name = receiptName(receipt.kind, receipt.index);
      saveFile(new Blob([receipt.text], { type: "application/octet-stream" }), name);
      return name;
    },
    retry: (count, error) => error instanceof NotPublished && count < PATIENCE,
    retryDelay: AGAIN_MS,
    onSuccess: onSaved,
  });
  return { ...save, isWaiting: save.isPending && save.failureReason instanceof NotPublished };
}
