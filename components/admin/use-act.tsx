"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useToast } from "#components/ui/toast";
import { orpc } from "#lib/client";

/** An act of an admin: done once per press, told when done, and every list of this area asked anew. */
export function useAct<Input, Result>(options: {
  act: (input: Input) => Promise<Result>;
  said: (result: Result, input: Input) => string;
  onDone?: (result: Result) => void;
}) {
  const toast = useToast();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: options.act,
    onSuccess: async (result, input) => {
      await refresh();
      options.onDone?.(result);
      toast({ title: options.said(result, input), tone: "success" });
    },
  });
}

/** Asks everything anew that an act of an admin may have changed. */
export function useRefresh() {
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: orpc.admin.key() }),
      queryClient.invalidateQueries({ queryKey: orpc.account.me.key() }),
    ]);
}
