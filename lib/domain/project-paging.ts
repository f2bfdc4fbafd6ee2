import type { Modality } from "./content";
import type { Language } from "./language";

export type ProjectFilter = {
  state: "open" | "paused" | "closed" | undefined;
  language: Language | undefined;
  modality: Modality | undefined;
};

/** What the list opens with; the server prefetches the same. */
export const firstFilter: ProjectFilter = { state: "open", language: undefined, modality: undefined };

const PAGE_CARDS = 24;

/** Paging of the project list, for the browser and for the server's prefetch alike. */
export function projectPaging(filter: ProjectFilter) {
  return {
    input: (cursor: string | undefined) => ({ ...filter, limit: PAGE_CARDS, cursor }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor ?? undefined,
  };
}

/** Paging of one's own projects. */
export const myProjectPaging = {
  input: (cursor: string | undefined) => ({ limit: PAGE_CARDS, cursor }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor ?? undefined,
};
