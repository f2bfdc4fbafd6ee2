"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Table, Th, Tr } from "#components/ui/table";

type HeatProps = {
  caption: string;
  /** What rows and columns are. */
  corner: string;
  names: readonly string[];
  cells: readonly (readonly number[])[];
};

/** Counts by two labels: the deeper the colour, the larger the share of its row. The figures stand in the cells, so colour is never needed. */
export function HeatTable({ caption, corner, names, cells }: HeatProps) {
  const t = useTranslations("quality.confusion");
  const format = useFormatter();
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          <Th>{corner}</Th>
          {names.map((name, at) => (
            <Th key={name + String(at)} numeric className="max-w-40 truncate">
              {name}
            </Th>
          ))}
          <Th numeric>{t("sum")}</Th>
        </tr>
      </thead>
      <tbody>
        {cells.map((row, at) => {
          const sum = row.reduce((total, count) => total + count, 0);
          return (
            <Tr key={names[at] ?? at}>
              <th scope="row" className="max-w-56 px-3 py-2 text-start font-medium first:ps-5">
                {names[at] ?? at}
              </th>
              {row.map((count, column) => (
                <HeatCell key={names[column] ?? column} count={count} share={sum === 0 ? 0 : count / sum} />
              ))}
              <td className="tabular px-3 py-2 text-end text-muted last:pe-5">{format.number(sum)}</td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}

function HeatCell({ count, share }: { count: number; share: number }) {
  const format = useFormatter();
  // At most two fifths of the accent: ink stays readable on it in light and dark.
  const depth = Math.round(share * 40);
  return (
    <td
      className="tabular border-page border-s px-3 py-2 text-end"
      style={{ backgroundColor: `color-mix(in oklab, var(--color-accent) ${depth}%, var(--color-surface))` }}
    >
      <span className="block">{format.number(count)}</span>
      <span className="block text-xs">{format.number(share, { style: "percent" })}</span>
    </td>
  );
}
