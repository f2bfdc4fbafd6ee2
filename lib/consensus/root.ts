/**
 * Square root by Newton's steps from a power of two: only + - * /, so that it has the same bits in every engine (`Math.sqrt` is left to the
 * engine by ECMAScript). Within one unit of the last place; 0 for anything that is not above 0.
 */
export function squareRoot(value: number): number {
  if (!(value > 0) || value === Infinity) return value === Infinity ? value : 0;
  let [scaled, scale] = [value, 1];
  for (; scaled >= 4; scaled /= 4) scale *= 2;
  for (; scaled < 1; scaled *= 4) scale /= 2;
  let guess = 1.5;
  for (let step = 0; step < 6; step += 1) guess = (guess + scaled / guess) / 2;
  return guess * scale;
}
