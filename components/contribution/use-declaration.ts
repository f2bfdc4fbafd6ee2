"use client";

import { useEffect, useState } from "react";
import type { Modality } from "#lib/domain/content";
import {
  asksPeople,
  type DeclarationInput,
  type Declared,
  declarationSchema,
  type PeopleStatement,
  peopleStatements,
  type Source,
  sources,
} from "#lib/domain/declaration";
import { faultOf, ownIssue } from "#lib/domain/issue";

type Shape = { slug: string; modality: Modality; licences: readonly string[]; declarationHash: string };

/** What is chosen so far; `people` only where a face or a voice may be in it. */
export type DeclarationChoice = {
  licence: string;
  source: Source;
  evidence: string;
  people: PeopleStatement | undefined;
};

const PREFIX = "assay.declaration.";

/** What somebody declares about their contributions to a project; what was sent last is there again for the next one. */
export function useDeclaration(userId: string, project: Shape, given: Declared | null = null) {
  const place = `${PREFIX}${userId}.${project.slug}`;
  const [first = ""] = project.licences;
  const empty: DeclarationChoice = { licence: first, source: "own", evidence: "", people: undefined };
  const [choice, setChoice] = useState(given ? choiceOf(given) : empty);
  const [isKnown, setKnown] = useState(given !== null);
  const isGiven = given !== null;
  useEffect(() => {
    const kept = isGiven ? null : readKept(place);
    if (!kept) return;
    setChoice((old) => ({ ...kept, licence: project.licences.includes(kept.licence) ? kept.licence : old.licence }));
    setKnown(true);
  }, [place, isGiven, project.licences]);
  const asked = asksPeople(project.modality);
  const parsed = declarationSchema.safeParse({
    licence: choice.licence,
    source: choice.source,
    ...(choice.source !== "own" && choice.evidence.trim() !== "" ? { evidence: choice.evidence } : {}),
    ...(asked && choice.people ? { people: choice.people } : {}),
    wordingHash: project.declarationHash,
  });
  const isPeopleMissing = asked && choice.people === undefined;
  const issue = parsed.error?.issues.find(({ path }) => path[0] === "evidence");
  return {
    choice,
    change: (next: Partial<DeclarationChoice>) => setChoice((old) => ({ ...old, ...next })),
    licences: project.licences,
    asksPeople: asked,
    /** Chosen before, so that it need only be shown. */
    isKnown,
    isPeopleMissing,
    /** The message key of what is wrong with the link; undefined when it is well. */
    evidenceFault: issue && faultOf(ownIssue(issue)),
    /** What is sent; undefined while something is missing. */
    input: (parsed.success && !isPeopleMissing ? parsed.data : undefined) satisfies DeclarationInput | undefined,
    remember: () => {
      setKnown(true);
      try {
        window.localStorage.setItem(place, JSON.stringify(choice));
      } catch {
        // Without storage it is chosen anew each time.
      }
    },
  };
}

function choiceOf({ licence, source, evidence, people }: Declared): DeclarationChoice {
  return { licence, source, evidence: evidence ?? "", people: people ?? undefined };
}

// What stands in the browser may be old or tampered with: anything odd is as good as nothing.
function readKept(place: string): DeclarationChoice | null {
  try {
    const kept = JSON.parse(window.localStorage.getItem(place) ?? "null") as Partial<DeclarationChoice> | null;
    const source = sources.find((name) => name === kept?.source);
    if (!kept || !source || typeof kept.licence !== "string") return null;
    const evidence = typeof kept.evidence === "string" ? kept.evidence : "";
    return { licence: kept.licence, source, evidence, people: peopleStatements.find((name) => name === kept.people) };
  } catch {
    return null;
  }
}
