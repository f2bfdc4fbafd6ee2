import { test } from "@playwright/test";
import type { Figure } from "./report";

/** Hands a figure from a measurement in the browser to the bench that started it. */
export function noteFigure(figure: Figure): void {
  test.info().annotations.push({ type: "figure", description: JSON.stringify(figure) });
}
