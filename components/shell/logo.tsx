/** The hallmark: a stamped cartouche with an A whose bar is the streak on a touchstone. Kept equal to app/icon.svg. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <path d="M9 1h14l8 8v14l-8 8H9l-8-8V9z" className="fill-accent" />
      <path
        d="M8.8 24 16 7.4 23.2 24"
        fill="none"
        strokeWidth="2.9"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="stroke-on-accent"
      />
      <path d="m11.6 19.3 8.4-1.7" strokeWidth="2.5" strokeLinecap="round" className="stroke-on-accent" />
    </svg>
  );
}
