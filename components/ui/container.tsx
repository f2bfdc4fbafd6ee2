import { clsx } from "clsx";
import type { ComponentProps } from "react";

type ContainerProps = ComponentProps<"div"> & {
  /** read: a column of text. page: most pages. wide: review, tables, boards on large screens. */
  width?: "read" | "page" | "wide";
};

/** Centres the page's content and keeps its margins; every page has one as its outermost element. */
export function Container({ width = "page", className, ...rest }: ContainerProps) {
  return (
    <div
      {...rest}
      data-width={width}
      className={clsx(
        "mx-auto w-full px-4 sm:px-6 lg:px-8",
        { read: "max-w-read", page: "max-w-page", wide: "max-w-wide" }[width],
        className,
      )}
    />
  );
}
