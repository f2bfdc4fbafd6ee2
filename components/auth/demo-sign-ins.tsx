"use client";

import { FlaskConical } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge";
import type { ApiOutputs } from "#lib/client";

export type DemoSignIn = ApiOutputs["account"]["signInOptions"]["demo"][number];

type DemoSignInsProps = {
  people: readonly DemoSignIn[];
  chosen: string | undefined;
  onChoose: (person: DemoSignIn) => void;
};

/** The made-up people of a local demonstration; one click fills the form. */
export function DemoSignIns({ people, chosen, onChoose }: DemoSignInsProps) {
  const t = useTranslations("auth.signIn.demo");
  const role = useTranslations("auth.role");
  const current = people.find((person) => person.email === chosen);
  if (people.length === 0) return null;
  return (
    <section aria-labelledby="demo-title" className="mt-6 rounded-lg border border-line border-dashed p-5">
      <h2 id="demo-title" className="flex items-center gap-2 text-base">
        <FlaskConical aria-hidden="true" className="size-4 text-muted" />
        {t("title")}
      </h2>
      <p className="mt-1 text-muted text-sm">{t("text")}</p>
      <ul className="mt-3 grid gap-2 sm:grid-cols-2">
        {people.map((person) => (
          <li key={person.email}>
            <button
              type="button"
              onClick={() => onChoose(person)}
              aria-pressed={person.email === chosen}
              aria-label={`${t("use", { name: person.name ?? person.handle })} (${role(person.role)})`}
              className="flex min-h-11 w-full items-center justify-between gap-2 rounded-md border border-line bg-surface px-3 py-1.5 text-start text-sm transition-colors hover:border-edge aria-pressed:border-accent aria-pressed:bg-accent-soft"
            >
              <span className="min-w-0 truncate font-medium">{person.name ?? person.handle}</span>
              <Badge tone={person.role === "contributor" ? "neutral" : "accent"}>{role(person.role)}</Badge>
            </button>
          </li>
        ))}
      </ul>
      <p role="status" className="sr-only">
        {current ? t("filled", { name: current.name ?? current.handle, role: role(current.role) }) : ""}
      </p>
    </section>
  );
}
