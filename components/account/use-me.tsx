"use client";

import { useQuery } from "@tanstack/react-query";
import { type ApiOutputs, orpc } from "#lib/client";

export type Me = NonNullable<ApiOutputs["account"]["me"]>;

/** The signed-in person; undefined while it is not known, and when nobody is. */
export function useMe(): Me | undefined {
  const { data } = useQuery(orpc.account.me.queryOptions({ input: {} }));
  return data ?? undefined;
}
