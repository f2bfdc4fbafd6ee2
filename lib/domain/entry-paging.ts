import type { EntryKind } from "./entry";

const PAGE_ROWS = 25;

/** Paging of the entry stream, for the browser and for the server's prefetch alike. */
export function ledgerPaging(choice: { kind?: EntryKind; subject?: string }) {
  return {
    input: (cursor: string | undefined) => ({ ...choice, limit: PAGE_ROWS, cursor }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor ?? undefined,
  };
}
