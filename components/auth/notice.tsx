"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { Card } from "#components/ui/card";

type NoticeProps = { icon: ReactNode; title: ReactNode; children: ReactNode; hint?: ReactNode; action?: ReactNode };

/** What takes a form's place when it is done: read out, with focus, so that nobody is left on a button that is gone. */
export function Notice({ icon, title, children, hint, action }: NoticeProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <Card>
      <div ref={box} tabIndex={-1} className="flex flex-col items-center gap-2 py-4 text-center outline-none">
        <span
          aria-hidden="true"
          className="mb-1 grid size-12 place-items-center rounded-full bg-accent-soft text-accent-text [&_svg]:size-6"
        >
          {icon}
        </span>
        <h2 className="text-lg">{title}</h2>
        <p className="max-w-prose break-words text-base">{children}</p>
        {hint ? <p className="text-muted text-sm">{hint}</p> : null}
        {action ? <div className="mt-3">{action}</div> : null}
      </div>
    </Card>
  );
}
