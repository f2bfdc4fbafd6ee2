"use client";

import { type ColumnDef, flexRender, getCoreRowModel, type SortingState, useReactTable } from "@tanstack/react-table";
import { clsx } from "clsx";
import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo } from "react";
import { EmptyState } from "./empty-state";
import { CursorPager, type CursorPagerProps } from "./pagination";
import { Skeleton } from "./skeleton";
import { Table, Td, Th, Tr } from "./table";

export type Column<T> = {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** The server can sort by it. */
  sortable?: boolean;
  /** Figures: to the end, tabular. */
  numeric?: boolean;
  /** Names the row for screen readers; one per table. */
  rowHeader?: boolean;
  /** Left out on narrower screens. */
  from?: "sm" | "md" | "lg";
  className?: string;
};

export type Sort = { id: string; desc: boolean };

type DataTableProps<T> = {
  /** What the table lists; read by screen readers, not shown. */
  caption: string;
  columns: readonly Column<T>[];
  /** Undefined while the first page loads. */
  rows: readonly T[] | undefined;
  rowId: (row: T) => string;
  /** Marks one row, for example my own. */
  isCurrent?: (row: T) => boolean;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** Shown instead of rows when there are none: an EmptyState that says what to do next. */
  empty?: ReactNode;
  paging?: CursorPagerProps;
  /** Rows of the skeleton; about a page's length avoids a jump. */
  skeletonRows?: number;
};

const fromClass = { sm: "max-sm:hidden", md: "max-md:hidden", lg: "max-lg:hidden" } as const;

/** List from the server: sorted and paged there, drawn here. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { caption, columns, rows, rowId, isCurrent, sort, onSort, empty, paging, skeletonRows = 8 } = props;
  const t = useTranslations("common");
  const definitions = useMemo<ColumnDef<T>[]>(
    () =>
      columns.map((column) => ({
        id: column.id,
        header: column.header,
        enableSorting: column.sortable ?? false,
        cell: (context) => column.cell(context.row.original),
      })),
    [columns],
  );
  const sorting = useMemo<SortingState>(() => (sort ? [sort] : []), [sort]);
  const data = useMemo(() => [...(rows ?? [])], [rows]);
  const table = useReactTable({
    data,
    columns: definitions,
    getRowId: rowId,
    state: { sorting },
    manualSorting: true,
    manualPagination: true,
    getCoreRowModel: getCoreRowModel(),
  });
  if (rows?.length === 0) return empty ?? <EmptyState title={t("nothingHere")} />;
  const byId = new Map(columns.map((column) => [column.id, column]));
  return (
    <div aria-busy={rows === undefined}>
      <Table caption={caption}>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows === undefined
            ? Array.from({ length: skeletonRows }, (_, line) => `skeleton-${line}`).map((key) => (
                <SkeletonRow key={key} columns={columns} />
              ))
            : table.getRowModel().rows.map((row) => (
                <Tr key={row.id} aria-current={isCurrent?.(row.original) ? "true" : undefined}>
                  {row.getVisibleCells().map((cell) => {
                    const column = byId.get(cell.column.id);
                    const content = flexRender(cell.column.columnDef.cell, cell.getContext());
                    const className = clsx(column?.from && fromClass[column.from], column?.className);
                    return column?.rowHeader ? (
                      <th
                        key={cell.id}
                        scope="row"
                        className={clsx("px-3 py-2 text-start font-medium first:ps-5 last:pe-5", className)}
                      >
                        {content}
                      </th>
                    ) : (
                      <Td key={cell.id} numeric={column?.numeric} className={className}>
                        {content}
                      </Td>
                    );
                  })}
                </Tr>
              ))}
        </tbody>
      </Table>
      {paging ? <CursorPager {...paging} className="border-line border-t px-5 py-2.5" /> : null}
    </div>
  );
}

type HeaderCellProps<T> = { column: Column<T>; sort?: Sort; onSort?: (sort: Sort) => void };

function HeaderCell<T>({ column, sort, onSort }: HeaderCellProps<T>) {
  const t = useTranslations("common");
  const active = sort?.id === column.id ? sort : undefined;
  const hidden = column.from && fromClass[column.from];
  if (!column.sortable || !onSort) {
    return (
      <Th numeric={column.numeric} className={hidden}>
        {column.header}
      </Th>
    );
  }
  const Arrow = active ? (active.desc ? ArrowDown : ArrowUp) : ChevronsUpDown;
  return (
    <Th
      numeric={column.numeric}
      className={hidden}
      aria-sort={active ? (active.desc ? "descending" : "ascending") : "none"}
    >
      <button
        type="button"
        title={t("sortBy", { column: column.header })}
        // A first click on figures asks for the largest first.
        onClick={() => onSort({ id: column.id, desc: active ? !active.desc : (column.numeric ?? false) })}
        className={clsx(
          "-mx-1.5 -my-1 inline-flex items-center gap-1 rounded-sm px-1.5 py-1 hover:bg-sunken hover:text-ink",
          active && "text-ink",
        )}
      >
        {column.header}
        <Arrow aria-hidden="true" className="size-3.5" />
      </button>
    </Th>
  );
}

function SkeletonRow<T>({ columns }: { columns: readonly Column<T>[] }) {
  return (
    <Tr>
      {columns.map((column) => (
        <Td key={column.id} numeric={column.numeric} className={clsx(column.from && fromClass[column.from])}>
          <Skeleton className={clsx("my-0.5 h-4", column.numeric ? "ms-auto w-12" : "w-3/4")} />
        </Td>
      ))}
    </Tr>
  );
}
