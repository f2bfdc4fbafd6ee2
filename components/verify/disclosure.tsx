import { type ReactNode, useState } from "react";

type DisclosureProps = { title: string; isOpenFirst: boolean; children: ReactNode };

/** A part that opens on demand, and is drawn only then: a list of hundreds of files has thousands of them. */
export function Disclosure({ title, isOpenFirst, children }: DisclosureProps) {
  const [isOpen, setOpen] = useState(isOpenFirst);
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit cursor-pointer font-medium">{title}</summary>
      {isOpen ? children : null}
    </details>
  );
}
