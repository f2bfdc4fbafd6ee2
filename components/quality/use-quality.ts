"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ApiOutputs, orpc } from "#lib/client";

export type Quality = ApiOutputs["quality"]["read"];
export type QuestionRun = Quality["questions"][number];

const POLL_MS = 1_500;

/** A project's figures, asked for again while a run is under way, and the wish that one begin. */
export function useQuality(slug: string) {
  const client = useQueryClient();
  const query = useQuery({
    ...orpc.quality.read.queryOptions({ input: { slug } }),
    refetchInterval: ({ state }) => (state.data?.isRunning ? POLL_MS : false),
  });
  const compute = useMutation(
    orpc.quality.compute.mutationOptions({
      onSuccess: () => client.invalidateQueries({ queryKey: orpc.quality.key() }),
    }),
  );
  return { query, compute };
}
