/** How far apart two labels are: nominal, all alike; linear and interval (squared) by value; ratio by value over sum; ordinal by the answers between. */
export type Scale = "nominal" | "linear" | "interval" | "ratio" | "ordinal";

/**
 * distance[a * classes + b]. `values` are the labels' numbers (their indexes when left out). Ordinal needs how often each label was given.
 * Undefined when the scale does not suit: a ratio of values below 0.
 */
export function measureDistances(
  scale: Scale,
  counts: ArrayLike<number>,
  values: ArrayLike<number> | undefined,
): Float64Array | undefined {
  const classes = counts.length;
  const value = (label: number) => (values ? (values[label] as number) : label);
  const distances = new Float64Array(classes * classes);
  for (let one = 0; one < classes; one += 1)
    for (let other = one + 1; other < classes; other += 1) {
      const [a, b] = [value(one), value(other)];
      if (scale === "ratio" && !(a >= 0 && b >= 0)) return undefined;
      const far = {
        nominal: () => 1,
        linear: () => Math.abs(a - b),
        interval: () => (a - b) * (a - b),
        ratio,
        ordinal,
      };
      distances[one * classes + other] = far[scale]();
      distances[other * classes + one] = distances[one * classes + other] as number;

      function ratio(): number {
        return a + b === 0 ? 0 : ((a - b) / (a + b)) * ((a - b) / (a + b));
      }
      function ordinal(): number {
        let between = ((counts[one] as number) + (counts[other] as number)) / 2;
        for (let label = one + 1; label < other; label += 1) between += counts[label] as number;
        return between * between;
      }
    }
  return distances;
}

/** The same distances with the largest 1, so that 1 - distance is agreement from 0 to 1. */
export function scaleDistances(distances: Float64Array): Float64Array {
  const most = distances.reduce((a, b) => Math.max(a, b), 0);
  return most === 0 ? distances : distances.map((distance) => distance / most);
}
