"use client";

import "@annotorious/annotorious/annotorious.css";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "#components/ui/button";
import { Segmented } from "#components/ui/segmented";
import type { Shape } from "#lib/domain/answer";
import { useAnswerKeys } from "./answer-keys";
import type { AnswerProps } from "./answer-props";
import { OptionInput } from "./option-input";
import { middleBox } from "./shape-edit";
import { ShapeList } from "./shape-list";
import { type DrawingTool, useAnnotator } from "./use-annotator";

/** Boxes and polygons on the item's picture: drawn by mouse or touch, or put there and moved by keys. */
export function BoxAnswer(props: AnswerProps<"boxes", Shape[]>) {
  const { question, form, value, onChange, item, isCurrent, keyOf } = props;
  const t = useTranslations("label.boxes");
  const picture = useRef<HTMLImageElement>(null);
  const [label, setLabel] = useState(0);
  const [tool, setTool] = useState<DrawingTool>("rectangle");
  const [selected, setSelected] = useState<number>();
  const shapes = value ?? [];
  const image = item.media?.kind === "image" ? item.media : null;
  const size = image ?? { width: 1, height: 1 };
  useAnnotator({
    ...{ picture, size, shapes, label, tool, selected, onChange },
    handleName: t("handle"),
    onSelect: setSelected,
  });
  const choose = (option: number) => {
    if (option >= form.classes.length) return false;
    setLabel(option);
    if (selected !== undefined)
      onChange(shapes.map((shape, at) => (at === selected ? { ...shape, label: option } : shape)));
    return true;
  };
  const remove = (at: number) => {
    setSelected(undefined);
    onChange(shapes.filter((_, index) => index !== at));
  };
  const addBox = () => {
    onChange([...shapes, middleBox(size, label)]);
    setSelected(shapes.length);
  };
  useAnswerKeys(isCurrent, (press) => {
    if ("option" in press) return choose(press.option);
    if (press.command === "none") onChange([]);
    else if (press.command === "remove" && shapes.length > 0) remove(selected ?? shapes.length - 1);
    else return false;
    return true;
  });
  if (!image) return <p className="text-muted">{t("noPicture")}</p>;
  return (
    <div className="flex flex-col gap-3">
      <fieldset className="flex flex-wrap gap-2">
        <legend className="mb-1.5 text-muted text-sm">{t("class")}</legend>
        {form.classes.map((name, option) => (
          <OptionInput
            key={name}
            kind="radio"
            name={`${question.id}-class`}
            isChosen={label === option}
            shortcut={keyOf(option)}
            onChoose={() => choose(option)}
          >
            {name}
          </OptionInput>
        ))}
      </fieldset>
      <div className="flex flex-wrap items-center gap-2">
        {form.polygons ? (
          <Segmented
            label={t("tool")}
            value={tool}
            onChange={setTool}
            options={(["rectangle", "polygon"] as const).map((one) => ({ value: one, label: t(one) }))}
          />
        ) : null}
        <Button data-first icon={<Plus aria-hidden="true" />} onClick={addBox}>
          {t("add")}
        </Button>
        <Button
          variant="ghost"
          shortcut={keyOf("none")}
          aria-pressed={value?.length === 0}
          onClick={() => onChange([])}
        >
          {t("none")}
        </Button>
      </div>
      <p className="text-muted text-sm">{t(tool === "polygon" ? "howPolygon" : "how")}</p>
      <div className="relative self-start overflow-hidden rounded-md border border-line image-ground">
        {/* biome-ignore lint/performance/noImgElement: signed addresses of our own store; next/image would fetch them anew. */}
        <img
          ref={picture}
          src={image.viewUrl}
          alt={t("picture")}
          width={image.width}
          height={image.height}
          className="block h-auto max-h-[70dvh] w-auto max-w-full"
        />
      </div>
      <ShapeList
        shapes={shapes}
        classes={form.classes}
        size={size}
        selected={selected}
        onSelect={setSelected}
        onRemove={remove}
        onChange={onChange}
      />
    </div>
  );
}
