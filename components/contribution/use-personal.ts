"use client";

import { useMemo, useState } from "react";
import type { Modality } from "#lib/domain/content";
import type { DoorPolicy, FieldFinding, PersonalStatement } from "#lib/domain/door";
import { findInContent } from "#lib/domain/personal-data";

type Shape = { modality: Modality; personalData: DoorPolicy };

export type Found = FieldFinding & { text: string };

/**
 * Personal data in what is being typed, by the scanner of the server, and what the contributor says about it. A statement holds for
 * what was found when it was made: another finding asks for it anew.
 */
export function usePersonal({ modality, personalData: policy }: Shape, fields: Record<string, string>) {
  const found = useMemo(
    () =>
      policy === "allow" ? [] : findInContent(modality, fields).map((one) => ({ ...one, text: textAt(fields, one) })),
    [policy, modality, fields],
  );
  const key = JSON.stringify(found.map(({ kind, text }) => [kind, text]));
  const [said, setSaid] = useState<{ key: string; statement: PersonalStatement }>();
  const statement = found.length > 0 && said?.key === key ? said.statement : undefined;
  return {
    policy,
    found: found satisfies Found[],
    statement,
    say: (next: PersonalStatement) => setSaid({ key, statement: next }),
    /** Something was found that is neither masked nor explained. */
    isOpen: found.length > 0 && (policy === "refuse" || statement === undefined),
  };
}

function textAt(fields: Record<string, string>, { field, start, end }: FieldFinding): string {
  return [...(fields[field] ?? "")].slice(start, end).join("");
}
