import { limits } from "./limits";

/** Paging of what was withdrawn or erased, for the browser and for the server's prefetch alike. */
export const removalPaging = {
  input: (before: number | undefined) => ({ before, limit: limits.pageSizeDefault }),
  initialPageParam: undefined as number | undefined,
  getNextPageParam: (last: { nextBefore: number | null }) => last.nextBefore ?? undefined,
};
