"use client";

import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { clsx } from "clsx";
import { GripVertical } from "lucide-react";
import { useTranslations } from "next-intl";
import { Kbd } from "#components/ui/kbd";
import { useAnswerKeys } from "./answer-keys";
import type { AnswerProps } from "./answer-props";
import { pressOption } from "./answering";

// Ids of things that are dragged must not be 0.
const idOf = (option: number) => `option-${option}`;

/** Options in order, best first: by pressing them one after the other, by dragging, or with the arrows while one is held. */
export function RankAnswer({ question, form, value, onChange, isCurrent, keyOf }: AnswerProps<"ranking", number[]>) {
  const placed = value ?? [];
  const rest = form.options.flatMap((_, option) => (placed.includes(option) ? [] : [option]));
  const shown = [...placed, ...rest];
  const accessibility = useDragTexts(form.options);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const press = (option: number) => {
    const next = pressOption(question, value, option) as number[] | undefined;
    if (next) onChange(next);
    return next !== undefined;
  };
  useAnswerKeys(isCurrent, (pressed) => "option" in pressed && press(pressed.option));
  const drop = ({ active, over }: DragEndEvent) => {
    if (!over) return;
    const place = (id: string | number) => shown.findIndex((option) => idOf(option) === id);
    onChange(arrayMove(shown, place(active.id), place(over.id)));
  };
  return (
    <DndContext
      id={question.id}
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={drop}
      accessibility={accessibility}
    >
      <SortableContext items={shown.map(idOf)} strategy={verticalListSortingStrategy}>
        <ol className="flex max-w-xl flex-col gap-2">
          {shown.map((option, at) => (
            <RankRow
              key={option}
              option={option}
              name={form.options[option] ?? ""}
              rank={at < placed.length ? at + 1 : undefined}
              shortcut={keyOf(option)}
              onPress={() => press(option)}
            />
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
}

type RankRowProps = {
  option: number;
  name: string;
  rank: number | undefined;
  shortcut: string | undefined;
  onPress: () => void;
};

function RankRow({ option, name, rank, shortcut, onPress }: RankRowProps) {
  const t = useTranslations("label.form");
  const { setNodeRef, attributes, listeners, transform, transition, isDragging } = useSortable({ id: idOf(option) });
  return (
    <li
      ref={setNodeRef}
      style={transform ? { transform: `translate3d(0, ${Math.round(transform.y)}px, 0)`, transition } : { transition }}
      className={clsx("flex items-stretch gap-1 rounded-md", isDragging && "relative z-10 bg-page shadow-float")}
    >
      <button
        type="button"
        {...attributes}
        {...listeners}
        aria-label={t("move", { name })}
        className="grid min-w-11 cursor-grab touch-none place-items-center rounded-md text-muted hover:bg-sunken hover:text-ink"
      >
        <GripVertical aria-hidden="true" className="size-4.5" />
      </button>
      <button
        type="button"
        aria-pressed={rank !== undefined}
        aria-keyshortcuts={shortcut}
        onClick={onPress}
        className={clsx(
          "flex min-h-11.5 min-w-0 grow items-center gap-2.5 rounded-md border px-3 py-1.5 text-start transition-colors",
          rank === undefined
            ? "border-edge/60 bg-surface hover:border-edge hover:bg-sunken"
            : "border-accent bg-accent-soft text-accent-text",
        )}
      >
        {shortcut ? <Kbd>{shortcut.toUpperCase()}</Kbd> : null}
        <span className="min-w-0 grow break-words">{name}</span>
        <span className="tabular shrink-0 font-medium text-sm">
          {rank === undefined ? <span className="text-muted">{t("unranked")}</span> : t("rank", { rank })}
        </span>
      </button>
    </li>
  );
}

/** What a screen reader hears of dragging, in the page's language. */
function useDragTexts(options: readonly string[]) {
  const t = useTranslations("label.drag");
  const nameOf = (id: string | number) => options[Number(String(id).slice("option-".length))] ?? "";
  type Dragged = { active: { id: string | number }; over?: { id: string | number } | null };
  const toldOf =
    (key: "picked" | "over" | "dropped" | "cancelled") =>
    ({ active, over }: Dragged) =>
      t(key, { name: nameOf(active.id), other: over ? nameOf(over.id) : "" });
  return {
    screenReaderInstructions: { draggable: t("how") },
    announcements: {
      onDragStart: toldOf("picked"),
      onDragOver: toldOf("over"),
      onDragEnd: toldOf("dropped"),
      onDragCancel: toldOf("cancelled"),
    },
  };
}
