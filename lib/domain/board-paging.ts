import type { BoardMetric, BoardPeriod } from "#lib/domain/board";

export type BoardChoice = { period: BoardPeriod; metric: BoardMetric; project: string | undefined };

/** What the page opens with; the server prefetches the same. */
export const firstChoice: BoardChoice = { period: "week", metric: "points", project: undefined };

const PAGE_ROWS = 25;

/** Paging of a board, for the browser and for the server's prefetch alike. */
export function boardPaging(choice: BoardChoice) {
  return {
    input: (cursor: string | undefined) => ({ ...choice, limit: PAGE_ROWS, cursor }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor ?? undefined,
  };
}
