import type { ReactNode } from "react";

/** The canvas of one drawing: 280 by 200, with the flow line through its middle where drawings join. */
export function Canvas({ from = true, to = true, children }: { from?: boolean; to?: boolean; children: ReactNode }) {
  return (
    <svg viewBox="0 0 280 200" aria-hidden="true" className="w-full [stroke-linecap:round] [stroke-linejoin:round]">
      <g className="stroke-accent max-lg:hidden" strokeWidth="2" strokeDasharray="1 7">
        {from ? <path d="M0 100H60" /> : null}
        {to ? <path d="M220 100H280" /> : null}
      </g>
      {children}
    </svg>
  );
}
