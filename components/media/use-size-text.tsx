import { useFormatter } from "next-intl";

/** A number of bytes as people read it. */
export function useSizeText(): (bytes: number) => string {
  const format = useFormatter();
  return (bytes) => {
    const [amount, unit] =
      bytes < 1_000_000
        ? ([Math.ceil(bytes / 1_000), "kilobyte"] as const)
        : bytes < 1_000_000_000
          ? ([bytes / 1_000_000, "megabyte"] as const)
          : ([bytes / 1_000_000_000, "gigabyte"] as const);
    return format.number(amount, { style: "unit", unit, maximumFractionDigits: 1 });
  };
}
