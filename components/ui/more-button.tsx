"use client";

import type { ReactNode } from "react";
import { Button } from "./button";

type MoreButtonProps = {
  /** What `useInfiniteQuery` gives. */
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown };
  /** What it shows more of: "Show earlier entries". */
  children: ReactNode;
};

/** Below a list that grows: asks for its next page, and is gone when there is none. */
export function MoreButton({ query, children }: MoreButtonProps) {
  if (!query.hasNextPage) return null;
  return (
    <Button className="self-center" onClick={() => query.fetchNextPage()} pending={query.isFetchingNextPage}>
      {children}
    </Button>
  );
}
