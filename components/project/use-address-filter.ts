"use client";

import { useCallback, useEffect, useState } from "react";
import { modalities } from "#lib/domain/content";
import { languageTags } from "#lib/domain/language";
import { firstFilter, type ProjectFilter } from "#lib/domain/project-paging";

/**
 * The list's filter, kept in the address so that it can be shared and survives "back". The page itself is rendered ahead for
 * everybody, so the address is read after hydration, not by useSearchParams.
 */
export function useAddressFilter(): [ProjectFilter, (filter: ProjectFilter) => void] {
  const [filter, setFilter] = useState(firstFilter);
  useEffect(() => {
    const read = () => setFilter(readFilter(new URLSearchParams(window.location.search)));
    read();
    window.addEventListener("popstate", read);
    return () => window.removeEventListener("popstate", read);
  }, []);
  const change = useCallback((next: ProjectFilter) => {
    setFilter(next);
    window.history.replaceState(null, "", addressOf(next));
  }, []);
  return [filter, change];
}

function readFilter(params: URLSearchParams): ProjectFilter {
  const state = params.get("state");
  return {
    state: state === "all" ? undefined : state === "paused" || state === "closed" ? state : firstFilter.state,
    language: languageTags.find((tag) => tag === params.get("language")),
    modality: modalities.find((modality) => modality === params.get("modality")),
  };
}

function addressOf(filter: ProjectFilter): string {
  const params = new URLSearchParams();
  if (filter.state !== firstFilter.state) params.set("state", filter.state ?? "all");
  if (filter.language) params.set("language", filter.language);
  if (filter.modality) params.set("modality", filter.modality);
  const query = params.toString();
  return `${window.location.pathname}${query ? `?${query}` : ""}`;
}
