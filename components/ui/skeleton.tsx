import { clsx } from "clsx";

/** A grey place-holder of the size of what comes; give it height and width by class. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={clsx("block animate-pulse rounded-sm bg-sunken", className)} />;
}

/** Lines of text that are on their way. */
export function SkeletonText({ lines = 3, className }: { lines?: number; className?: string }) {
  return (
    <span className={clsx("flex flex-col gap-2.5", className)}>
      {Array.from({ length: lines }, (_, line) => `line-${line}`).map((key, line) => (
        <Skeleton key={key} className={clsx("h-3.5", line === lines - 1 ? "w-2/3" : "w-full")} />
      ))}
    </span>
  );
}
