"use client";

import type { ReactNode } from "react";
import { useState } from "react";
import { Dialog } from "#components/ui/dialog";

const isWide = () => window.matchMedia("(min-width: 64rem)").matches;

/** What the work is held against, one key away: a pane beside it where there is room, else a drawer. */
export function useGuidePane() {
  const [isPaneOpen, setPaneOpen] = useState(true);
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const toggle = () => (isWide() ? setPaneOpen((open) => !open) : setDrawerOpen(true));
  return { isPaneOpen, isDrawerOpen, setDrawerOpen, toggle };
}

type DeskFrameProps = {
  pane: ReturnType<typeof useGuidePane>;
  guideTitle: string;
  guide: ReactNode;
  /** What was just decided, above the bar. */
  strip: ReactNode;
  /** What is to be decided, at the lower edge. */
  bar: ReactNode;
  children: ReactNode;
};

/** A desk: the item in the middle, guidelines beside it, decisions below. */
export function DeskFrame({ pane, guideTitle, guide, strip, bar, children }: DeskFrameProps) {
  return (
    <>
      <div className="flex grow gap-10 pt-3">
        <div className="flex min-w-0 grow flex-col">
          {children}
          <div className="no-print sticky bottom-0 z-20 -mx-4 mt-auto border-line border-t bg-page/95 px-4 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] backdrop-blur-sm empty:hidden sm:mx-0 sm:px-0">
            {strip ? (
              <div className="absolute end-4 bottom-full mb-2 max-w-[calc(100%-2rem)] sm:end-0">{strip}</div>
            ) : null}
            {bar}
          </div>
        </div>
        {pane.isPaneOpen ? (
          <aside
            aria-label={guideTitle}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
            tabIndex={0}
            className="sticky top-14 hidden max-h-[calc(100dvh-10rem)] w-88 shrink-0 self-start overflow-y-auto border-line border-s py-3 ps-8 pe-1 lg:block"
          >
            <h2 className="mb-3 font-semibold text-base">{guideTitle}</h2>
            {guide}
          </aside>
        ) : null}
      </div>
      <Dialog open={pane.isDrawerOpen} onOpenChange={pane.setDrawerOpen} title={guideTitle}>
        {guide}
      </Dialog>
    </>
  );
}
