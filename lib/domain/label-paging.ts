const PAGE_ROWS = 10;

/** Paging of one's own answers, for the browser and for the server's prefetch alike. */
export const ownAnswerPaging = {
  input: (cursor: string | undefined) => ({ cursor, limit: PAGE_ROWS }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor ?? undefined,
};
