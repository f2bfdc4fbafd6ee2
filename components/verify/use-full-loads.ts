import { useEffect } from "react";

/**
 * Has every link of the page load a new document. This page's policy lets it ask beyond the site; a page that took its place within the
 * same document would keep that (docs/decisions/0002-csp.md).
 */
export function useFullLoads(): void {
  useEffect(() => {
    // Before the router hears of the click; the browser itself then follows the link.
    const keepFromRouter = (event: MouseEvent) => {
      if (event.target instanceof Element && event.target.closest("a[href]")) event.stopImmediatePropagation();
    };
    window.addEventListener("click", keepFromRouter, { capture: true });
    return () => window.removeEventListener("click", keepFromRouter, { capture: true });
  }, []);
}
