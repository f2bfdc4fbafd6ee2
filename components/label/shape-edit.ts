import type { Shape } from "#lib/domain/answer";

export type Size = { width: number; height: number };

/** A box in the middle of the picture, a quarter of it wide and high: what the keyboard begins with. */
export function middleBox({ width, height }: Size, label: number): Shape {
  const [w, h] = [Math.max(1, Math.round(width / 4)), Math.max(1, Math.round(height / 4))];
  return { kind: "box", label, x: Math.round((width - w) / 2), y: Math.round((height - h) / 2), width: w, height: h };
}

/** The shape moved by so many pixels, as far as the picture reaches. */
export function moveShape(shape: Shape, dx: number, dy: number, size: Size): Shape {
  const box = boundsOf(shape);
  const x = clamp(box.x + dx, 0, size.width - box.width) - box.x;
  const y = clamp(box.y + dy, 0, size.height - box.height) - box.y;
  if (shape.kind === "box") return { ...shape, x: shape.x + x, y: shape.y + y };
  return { ...shape, points: shape.points.map(([px, py]) => [px + x, py + y]) };
}

/** A box made larger or smaller at its lower right corner; a polygon stays as it is. */
export function resizeShape(shape: Shape, dx: number, dy: number, size: Size): Shape {
  if (shape.kind === "polygon") return shape;
  const width = clamp(shape.width + dx, 1, size.width - shape.x);
  const height = clamp(shape.height + dy, 1, size.height - shape.y);
  return { ...shape, width, height };
}

/** The smallest box around a shape. */
export function boundsOf(shape: Shape): { x: number; y: number; width: number; height: number } {
  if (shape.kind === "box") return shape;
  const [xs, ys] = [shape.points.map(([x]) => x), shape.points.map(([, y]) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** A shape as it was drawn on a copy of another size, in whole pixels of the published picture and within it. */
export function scaleShape(shape: Shape, factor: number, size: Size): Shape {
  const x = (value: number) => clamp(Math.round(value * factor), 0, size.width);
  const y = (value: number) => clamp(Math.round(value * factor), 0, size.height);
  if (shape.kind === "polygon") return { ...shape, points: shape.points.map(([px, py]) => [x(px), y(py)]) };
  const [left, top] = [Math.min(x(shape.x), size.width - 1), Math.min(y(shape.y), size.height - 1)];
  const width = Math.max(1, x(shape.x + shape.width) - left);
  const height = Math.max(1, y(shape.y + shape.height) - top);
  return { ...shape, x: left, y: top, width, height };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
