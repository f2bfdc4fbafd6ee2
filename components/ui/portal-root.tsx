"use client";

import { createContext, use } from "react";

/** Element that tooltips and menus are drawn in; a dialog offers itself, because the page behind it is hidden from readers. */
export const PortalRoot = createContext<HTMLElement | null>(null);

/** The dialog around, else the page's main landmark: what floats stays inside a landmark. */
export function usePortalRoot(): HTMLElement | undefined {
  const dialog = use(PortalRoot);
  if (typeof document === "undefined") return undefined;
  return dialog ?? document.getElementById("main") ?? undefined;
}
