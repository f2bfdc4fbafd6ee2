"use client";

import { clsx } from "clsx";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KeyboardEvent } from "react";
import { Button } from "#components/ui/button";
import type { Shape } from "#lib/domain/answer";
import { markLook } from "./mark-look";
import { boundsOf, moveShape, resizeShape, type Size } from "./shape-edit";

type ShapeListProps = {
  shapes: readonly Shape[];
  classes: readonly string[];
  size: Size;
  selected: number | undefined;
  onSelect: (at: number) => void;
  onRemove: (at: number) => void;
  onChange: (shapes: Shape[]) => void;
};

const STEPS = 100;
const arrows: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The shapes in words. With one in focus the arrows move it, and with Shift make a box larger or smaller. */
export function ShapeList({ shapes, classes, size, selected, onSelect, onRemove, onChange }: ShapeListProps) {
  const t = useTranslations("label.boxes");
  if (shapes.length === 0) return null;
  const handleKey = (event: KeyboardEvent, at: number) => {
    const arrow = arrows[event.key];
    const shape = shapes[at];
    if (!arrow || !shape || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const step = Math.max(1, Math.round(Math.max(size.width, size.height) / STEPS));
    const change = event.shiftKey ? resizeShape : moveShape;
    const next = change(shape, arrow[0] * step, arrow[1] * step, size);
    onChange(shapes.map((one, index) => (index === at ? next : one)));
  };
  return (
    <section aria-label={t("shapes")} className="flex flex-col gap-1.5">
      <p className="text-muted text-sm pointer-coarse:hidden">{t("howKeys")}</p>
      <ul className="flex flex-wrap gap-2 text-sm">
        {shapes.map((shape, at) => {
          const { x, y, width, height } = boundsOf(shape);
          const name = classes[shape.label] ?? "";
          return (
            // Shapes have no names; their order is the answer's.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above.
            <li key={at} className="flex items-center rounded-md border border-line bg-surface">
              <button
                type="button"
                aria-pressed={selected === at}
                onClick={() => onSelect(at)}
                onKeyDown={(event) => handleKey(event, at)}
                className="flex min-h-9 items-center gap-2 rounded-md px-2 aria-pressed:bg-sunken"
              >
                <span className={clsx("rounded-sm px-1 font-medium", markLook(shape.label))}>{name}</span>
                <span className="tabular text-muted text-xs">{t("box", { x, y, width, height })}</span>
              </button>
              <Button
                variant="ghost"
                size="sm"
                aria-label={t("remove", { name, number: at + 1 })}
                onClick={() => onRemove(at)}
                className="!px-1.5"
              >
                <X aria-hidden="true" />
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
