const PAGE_ROWS = 50;

/** Paging of one's own receipts, for the browser and for the server's prefetch alike. */
export const receiptPaging = {
  input: (cursor: string | undefined) => ({ cursor, limit: PAGE_ROWS }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor ?? undefined,
};
