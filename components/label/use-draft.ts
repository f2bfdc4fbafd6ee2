"use client";

import { useSyncExternalStore } from "react";
import type { Draft, DraftKeeper } from "./draft-keeper";
import type { LabelItem } from "./label-api";

const empty: Draft = {};

/** What is typed about an item: on this device, else what the server kept. */
export function useDraft(keeper: DraftKeeper, item: LabelItem | undefined): Draft {
  const read = () => (item ? (keeper.read(item.slotId) ?? item.draft ?? empty) : empty);
  return useSyncExternalStore(keeper.subscribe, read, () => empty);
}

/** When the server last took what is typed; 0 while it has not. */
export function useSavedAt(keeper: DraftKeeper): number {
  return useSyncExternalStore(keeper.subscribe, keeper.savedAt, () => 0);
}
