import { clsx } from "clsx";

type Part = { key: string; label: string; value: number; fill: string };

type RoomBarProps = {
  label: string;
  parts: readonly Part[];
  /** What may still come: the empty end of the bar. */
  room: { label: string; value: number };
  className?: string;
};

/** A project's pieces by state in one bar, with the room that the budget leaves as its empty end. */
export function RoomBar({ label, parts, room, className }: RoomBarProps) {
  const shown = parts.filter((part) => part.value > 0);
  const total = shown.reduce((sum, part) => sum + part.value, room.value);
  const words = [...parts, room].map((part) => `${part.label} ${part.value}`).join(", ");
  return (
    <div
      role="img"
      aria-label={`${label}: ${words}`}
      className={clsx(
        "flex h-2 w-full gap-px overflow-hidden rounded-full bg-sunken inset-ring inset-ring-line",
        className,
      )}
    >
      {shown.map((part) => (
        <div
          key={part.key}
          className={clsx("min-w-1", part.fill)}
          style={{ width: `${(part.value / total) * 100}%` }}
        />
      ))}
    </div>
  );
}
