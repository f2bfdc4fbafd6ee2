"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { type ApiOutputs, api, orpc } from "#lib/client";
import type { MediaKind } from "#lib/domain/media";
import { type Transfer, UploadQueue } from "./upload-queue";

export type UploadView = ApiOutputs["upload"]["list"]["items"][number];

type ArchiveView = ApiOutputs["archive"]["list"]["items"][number];

/** One archive in the same way. */
export type ArchiveItem = { key: string; transfer: Transfer | null; archive: ArchiveView | null };

/** One file as the page shows it: what this tab is sending, what the server says of it, or both. */
export type UploadItem = { key: string; transfer: Transfer | null; upload: UploadView | null };

// Checking takes a fraction of a second; asking twice as often tells nobody more.
const POLL_MS = 700;
const NOTHING: readonly Transfer[] = [];

/** My files of a project that are on their way or wait to be sent in; they are the same in every tab and after every restart. */
export function useUploads(userId: string, slug: string, kind: MediaKind) {
  const queryClient = useQueryClient();
  const options = useMemo(() => orpc.upload.list.queryOptions({ input: { project: slug } }), [slug]);
  const refresh = useCallback(async () => {
    await Promise.all(
      [orpc.upload.key(), orpc.archive.key()].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
    );
  }, [queryClient]);
  const [queue, setQueue] = useState<UploadQueue>();
  const archives = useQuery({
    ...orpc.archive.list.queryOptions({ input: { project: slug } }),
    refetchInterval: ({ state }) => (state.data?.items.some(isBusy) ? POLL_MS : false),
  });
  const isUnpacking = archives.data?.items.some(isBusy) ?? false;
  const list = useQuery({
    ...options,
    refetchInterval: ({ state }) => (isUnpacking || (state.data?.counts.received ?? 0) > 0 ? POLL_MS : false),
  });
  const subscribe = useCallback((listener: () => void) => queue?.subscribe(listener) ?? (() => {}), [queue]);
  const transfers = useSyncExternalStore(
    subscribe,
    () => queue?.read() ?? NOTHING,
    () => NOTHING,
  );
  useEffect(() => {
    const made = new UploadQueue(slug, kind, `${userId}.${slug}`, refresh);
    setQueue(made);
    void Promise.all([api.upload.list({ project: slug }), api.archive.list({ project: slug })]).then(
      ([files, packed]) => made.restore([...files.items, ...packed.items].filter((one) => one.state === "receiving")),
      () => {},
    );
    return () => made.stop();
  }, [userId, slug, kind, refresh]);
  const uploads = list.data?.items ?? [];
  const known = archives.data?.items ?? [];
  const of = (purpose: Transfer["purpose"]) => transfers.filter((one) => one.purpose === purpose);
  return {
    items: mergeItems(uploads, of("media")),
    archives: mergeItems(known, of("archive")).map(
      ({ upload, ...item }): ArchiveItem => ({ ...item, archive: upload }),
    ),
    /** How many files there are in each state, shown or not. */
    counts: list.data?.counts,
    transfers,
    error: list.error ?? archives.error,
    refresh,
    add: (files: readonly File[]) => {
      const unfinished = [...uploads, ...known].filter((one) => one.state === "receiving");
      queue?.add(files, unfinished);
    },
    pause: (key: string) => queue?.pause(key),
    resume: (key: string) => queue?.resume(key),
    pauseAll: () => queue?.pauseAll(),
    resumeAll: () => queue?.resumeAll(),
    remove: async ({ key, transfer }: Pick<UploadItem, "key" | "transfer">) => {
      if (transfer) await queue?.remove(transfer.key);
      else await api.upload.remove({ id: key });
      await refresh();
    },
  };
}

function isBusy({ state, checkingFiles }: ArchiveView): boolean {
  return state === "received" || checkingFiles > 0;
}

/** Oldest first: what the server knows in its order, then what it does not know yet. */
function mergeItems<T extends UploadView | ArchiveView>(uploads: readonly T[], transfers: readonly Transfer[]) {
  const byId = new Map(transfers.map((transfer) => [transfer.id, transfer]));
  const known = uploads.map((upload) => {
    // What the server has whole is its own, even while this tab has not heard so.
    const transfer = upload.state === "receiving" ? (byId.get(upload.id) ?? null) : null;
    return { key: upload.id, transfer, upload };
  });
  const ids = new Set(uploads.map(({ id }) => id));
  // A pack that was taken apart is known by what came out of it.
  const packs = new Set(uploads.map((upload) => ("archiveId" in upload ? upload.archiveId : null)));
  const unknown = transfers
    .filter(({ id }) => id === null || !ids.has(id))
    .filter(({ phase, packId }) => phase !== "arrived" || packId === null || !packs.has(packId))
    .map((transfer) => ({ key: transfer.key, transfer, upload: null }));
  return [...known, ...unknown];
}
