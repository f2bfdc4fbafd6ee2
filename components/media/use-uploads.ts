"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { type ApiOutputs, api, orpc } from "#lib/client";
import { type Transfer, UploadQueue } from "./upload-queue";

export type UploadView = ApiOutputs["image"]["list"]["items"][number];

/** One file as the page shows it: what this tab is sending, what the server says of it, or both. */
export type ImageItem = { key: string; transfer: Transfer | null; upload: UploadView | null };

// Checking takes a fraction of a second; asking twice as often tells nobody more.
const POLL_MS = 700;
const NOTHING: readonly Transfer[] = [];

/** My files of a project that are on their way or wait to be sent in; they are the same in every tab and after every restart. */
export function useUploads(userId: string, slug: string) {
  const queryClient = useQueryClient();
  const options = useMemo(() => orpc.image.list.queryOptions({ input: { project: slug } }), [slug]);
  const refresh = useCallback(
    () => queryClient.invalidateQueries({ queryKey: options.queryKey }),
    [queryClient, options],
  );
  const [queue, setQueue] = useState<UploadQueue>();
  const list = useQuery({
    ...options,
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.state === "received") ? POLL_MS : false),
  });
  const subscribe = useCallback((listener: () => void) => queue?.subscribe(listener) ?? (() => {}), [queue]);
  const transfers = useSyncExternalStore(
    subscribe,
    () => queue?.read() ?? NOTHING,
    () => NOTHING,
  );
  useEffect(() => {
    const made = new UploadQueue(slug, `${userId}.${slug}`, refresh);
    setQueue(made);
    void api.image.list({ project: slug }).then(
      ({ items }) => {
        return made.restore(items.filter((one) => one.state === "receiving"));
      },
      () => {},
    );
    return () => made.stop();
  }, [userId, slug, refresh]);
  const uploads = list.data?.items ?? [];
  return {
    items: mergeItems(uploads, transfers),
    transfers,
    error: list.error,
    refresh,
    add: (files: readonly File[]) => {
      const unfinished = uploads.filter((one) => one.state === "receiving");
      queue?.add(files, unfinished);
    },
    pause: (key: string) => queue?.pause(key),
    resume: (key: string) => queue?.resume(key),
    remove: async ({ transfer, upload }: ImageItem) => {
      if (transfer) await queue?.remove(transfer.key);
      else if (upload) await api.image.remove({ id: upload.id });
      await refresh();
    },
  };
}

/** Oldest first: what the server knows in its order, then what it does not know yet. */
function mergeItems(uploads: readonly UploadView[], transfers: readonly Transfer[]): ImageItem[] {
  const byId = new Map(transfers.map((transfer) => [transfer.id, transfer]));
  const known = uploads.map((upload) => {
    // What the server has whole is its own, even while this tab has not heard so.
    const transfer = upload.state === "receiving" ? (byId.get(upload.id) ?? null) : null;
    return { key: upload.id, transfer, upload };
  });
  const ids = new Set(uploads.map(({ id }) => id));
  const unknown = transfers
    .filter(({ id }) => id === null || !ids.has(id))
    .map((transfer) => ({ key: transfer.key, transfer, upload: null }));
  return [...known, ...unknown];
}
