import type { ReactNode } from "react";

/**
 * Foot of a form that keeps a draft: where it is kept, and what sends it. The note's words change as a field loses focus, which is what
 * pressing the button does first; so the note stands where it cannot push the button from under the finger.
 */
export function FormFoot({ note, children }: { note: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-col-reverse gap-x-4 gap-y-3 sm:flex-row sm:items-start sm:justify-between">
      <div className="min-w-0 sm:pt-2">{note}</div>
      <div className="flex shrink-0 justify-end gap-2">{children}</div>
    </div>
  );
}
