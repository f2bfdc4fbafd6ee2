"use client";

import { useEffect, useState } from "react";

/**
 * Keeps what is typed into a field before the page has come alive: React knows nothing of it and would draw its own value over it at its
 * next turn. Takes the field's id, which the server has rendered too; tells React of the text as if it were typed now.
 */
export function useEarlyText(id: string | undefined): void {
  const [early] = useState(() => findField(id)?.value);
  useEffect(() => {
    const field = findField(id);
    if (early === undefined || !field || early === field.defaultValue) return;
    // By React's setter on the element the rendered value, by the browser's own the typed one: only so React sees a difference.
    field.value = field.defaultValue;
    const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value") ?? {};
    set?.call(field, early);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, [id, early]);
}

function findField(id: string | undefined): HTMLInputElement | HTMLTextAreaElement | undefined {
  if (id === undefined || typeof document === "undefined") return undefined;
  const found = document.getElementById(id);
  return found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement ? found : undefined;
}
