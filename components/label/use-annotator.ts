"use client";

import { createImageAnnotator, type ImageAnnotation, type ImageAnnotator, ShapeType } from "@annotorious/annotorious";
import { type RefObject, useEffect, useRef } from "react";
import type { Shape } from "#lib/domain/answer";
import { type Size, scaleShape } from "./shape-edit";

export type DrawingTool = "rectangle" | "polygon";

type AnnotatorInput = {
  picture: RefObject<HTMLImageElement | null>;
  /** Of the published picture; what is shown may be a smaller copy. */
  size: Size;
  shapes: readonly Shape[];
  /** Class of what is drawn next. */
  label: number;
  tool: DrawingTool;
  /** What a corner that can be drawn is called. */
  handleName: string;
  selected: number | undefined;
  onChange: (shapes: Shape[]) => void;
  onSelect: (at: number | undefined) => void;
};

const colours = ["accent", "warning", "success", "danger"];
const idOf = (at: number) => `shape-${at}`;

/** Annotorious on a picture, held to our shapes: what is drawn becomes the answer, what changes elsewhere is drawn. */
export function useAnnotator(input: AnnotatorInput): void {
  const annotator = useRef<ImageAnnotator | null>(null);
  const latest = useRef(input);
  const drawn = useRef("[]");
  latest.current = input;
  const { picture, shapes, tool, selected } = input;
  useEffect(() => {
    const image = picture.current;
    if (!image) return;
    let isOver = false;
    const start = () => {
      if (isOver) return;
      const made = attach(image, latest, drawn);
      annotator.current = made;
      draw(made, image, latest.current, drawn);
    };
    if (image.complete && image.naturalWidth > 0) start();
    else image.addEventListener("load", start, { once: true });
    return () => {
      isOver = true;
      image.removeEventListener("load", start);
      annotator.current?.destroy();
      annotator.current = null;
    };
  }, [picture]);
  useEffect(() => {
    const image = picture.current;
    if (annotator.current && image && JSON.stringify(shapes) !== drawn.current)
      draw(annotator.current, image, latest.current, drawn);
  }, [picture, shapes]);
  useEffect(() => annotator.current?.setDrawingTool(tool), [tool]);
  useEffect(() => {
    const held = annotator.current?.getSelected()[0]?.id;
    if (selected !== undefined && held !== idOf(selected)) annotator.current?.setSelected(idOf(selected), true);
  }, [selected]);
}

type Latest = RefObject<AnnotatorInput>;
type Drawn = RefObject<string>;

function attach(image: HTMLImageElement, latest: Latest, drawn: Drawn): ImageAnnotator {
  const annotator = createImageAnnotator(image, {
    drawingEnabled: true,
    autoSave: true,
    style: (annotation) => {
      const colour = `var(--color-${colours[labelOf(annotation) % colours.length]})`;
      return { stroke: colour as "#000", strokeWidth: 2, fill: colour as "#000", fillOpacity: 0.15 };
    },
  });
  annotator.setDrawingTool(latest.current.tool);
  nameHandles(image, latest);
  const factor = () => latest.current.size.width / image.naturalWidth;
  const tell = () => {
    const { size, onChange } = latest.current;
    const shapes = annotator.getAnnotations().map((one) => scaleShape(shapeOf(one), factor(), size));
    drawn.current = JSON.stringify(shapes);
    onChange(shapes);
  };
  annotator.on("createAnnotation", (annotation) => {
    const body = { id: `${annotation.id}-label`, annotation: annotation.id, value: String(latest.current.label) };
    annotator.updateAnnotation({ ...annotation, bodies: [body] });
    tell();
    // Drawn anew under an id that says its place, and held, so that a key can still change its class.
    drawn.current = "";
    latest.current.onSelect(annotator.getAnnotations().length - 1);
  });
  annotator.on("updateAnnotation", tell);
  annotator.on("deleteAnnotation", tell);
  annotator.on("selectionChanged", ([one]) => {
    const at = one ? annotator.getAnnotations().findIndex(({ id }) => id === one.id) : -1;
    latest.current.onSelect(at < 0 ? undefined : at);
  });
  return annotator;
}

/** Annotorious gives the corners that can be drawn no name: each gets one as it appears. */
function nameHandles(image: HTMLImageElement, latest: Latest): void {
  const place = image.parentElement;
  if (!place) return;
  const name = () => {
    for (const handle of place.querySelectorAll("[role=button]:not([aria-label])"))
      handle.setAttribute("aria-label", latest.current.handleName);
  };
  // Goes with the picture: nothing else holds it.
  new MutationObserver(name).observe(place, { childList: true, subtree: true });
}

function draw(
  annotator: ImageAnnotator,
  image: HTMLImageElement,
  { shapes, size, selected }: AnnotatorInput,
  drawn: Drawn,
) {
  const factor = image.naturalWidth / size.width;
  const whole = { width: image.naturalWidth, height: image.naturalHeight };
  drawn.current = JSON.stringify(shapes);
  annotator.setAnnotations(
    shapes.map((shape, at) => annotationOf(scaleShape(shape, factor, whole), idOf(at))),
    true,
  );
  if (selected !== undefined && selected < shapes.length) annotator.setSelected(idOf(selected), true);
}

function labelOf(annotation: Pick<ImageAnnotation, "bodies">): number {
  return Number(annotation.bodies[0]?.value ?? 0) || 0;
}

function shapeOf(annotation: ImageAnnotation): Shape {
  const label = labelOf(annotation);
  const { selector } = annotation.target;
  if (selector.type === ShapeType.POLYGON) {
    const { points } = selector.geometry as unknown as { points: [number, number][] };
    return { kind: "polygon", label, points };
  }
  const { x, y, w, h } = selector.geometry as unknown as { x: number; y: number; w: number; h: number };
  return { kind: "box", label, x, y, width: w, height: h };
}

function annotationOf(shape: Shape, id: string): ImageAnnotation {
  const bodies = [{ id: `${id}-label`, annotation: id, value: String(shape.label) }];
  if (shape.kind === "box") {
    const { x, y, width: w, height: h } = shape;
    const bounds = { minX: x, minY: y, maxX: x + w, maxY: y + h };
    return {
      id,
      bodies,
      target: { annotation: id, selector: { type: ShapeType.RECTANGLE, geometry: { x, y, w, h, bounds } } },
    } as ImageAnnotation;
  }
  const [xs, ys] = [shape.points.map(([x]) => x), shape.points.map(([, y]) => y)];
  const bounds = { minX: Math.min(...xs), minY: Math.min(...ys), maxX: Math.max(...xs), maxY: Math.max(...ys) };
  return {
    id,
    bodies,
    target: { annotation: id, selector: { type: ShapeType.POLYGON, geometry: { points: shape.points, bounds } } },
  } as ImageAnnotation;
}
