import { describe, expect, it } from "vitest";
import type { Shape } from "#lib/domain/answer";
import { boundsOf, middleBox, moveShape, resizeShape, scaleShape } from "../../components/label/shape-edit";

const size = { width: 200, height: 100 };
const box: Shape = { kind: "box", label: 1, x: 10, y: 10, width: 50, height: 40 };
const polygon: Shape = {
  kind: "polygon",
  label: 0,
  points: [
    [0, 0],
    [20, 0],
    [20, 30],
  ],
};

describe("shapes on a picture", () => {
  it("begin in the middle and move no further than its edges", () => {
    expect(middleBox(size, 2)).toEqual({ kind: "box", label: 2, x: 75, y: 38, width: 50, height: 25 });
    expect(moveShape(box, -99, 99, size)).toEqual({ ...box, x: 0, y: 60 });
    expect(boundsOf(moveShape(polygon, 500, 500, size))).toEqual({ x: 180, y: 70, width: 20, height: 30 });
  });

  it("grow to the edge and shrink to one pixel; a polygon keeps its form", () => {
    expect(resizeShape(box, 999, -999, size)).toEqual({ ...box, width: 190, height: 1 });
    expect(resizeShape(polygon, 5, 5, size)).toEqual(polygon);
  });

  it("drawn on a smaller copy are whole pixels of the published picture, within it", () => {
    const drawn: Shape = { kind: "box", label: 0, x: 1.3, y: -2, width: 98.9, height: 51 };
    expect(scaleShape(drawn, 2, size)).toEqual({ kind: "box", label: 0, x: 3, y: 0, width: 197, height: 98 });
    const tiny: Shape = { kind: "box", label: 0, x: 100, y: 50, width: 0.1, height: 0.1 };
    expect(scaleShape(tiny, 2, size)).toEqual({ kind: "box", label: 0, x: 199, y: 99, width: 1, height: 1 });
  });
});
