import { clsx } from "clsx";

type KbdProps = {
  /** "A", "1", "Ctrl+Enter": parts are joined by +. */
  children: string;
  /** On a filled button. */
  onFill?: boolean;
};

const glyphs: Record<string, string> = { Enter: "↵", Escape: "Esc", Shift: "⇧", ArrowLeft: "←", ArrowRight: "→" };

/** A key; hidden from screen readers, which get aria-keyshortcuts from the button instead. */
export function Kbd({ children, onFill = false }: KbdProps) {
  return (
    <span aria-hidden="true" className="inline-flex gap-0.5 pointer-coarse:hidden">
      {(children === "+" ? ["+"] : children.split("+")).map((key) => (
        <kbd
          key={key}
          className={clsx(
            "min-w-[1.6em] rounded-sm border px-1 text-center text-xs leading-[1.5]",
            onFill ? "border-current/35 bg-transparent" : "border-line bg-sunken text-muted",
          )}
        >
          {glyphs[key] ?? key}
        </kbd>
      ))}
    </span>
  );
}
