"use client";

import { useMemo } from "react";
import type { ApiOutputs } from "#lib/client";
import type { Licence } from "#lib/domain/licence";
import { useConsent } from "./consent-field";
import { useDeclaration } from "./use-declaration";

/** What goes with everything that is sent to a project: what is declared about it, and consent to the licence chosen there. */
export function useRights(userId: string, project: ApiOutputs["project"]["get"]) {
  const licences = useMemo(() => project.licences.map(({ id }) => id), [project.licences]);
  const declaration = useDeclaration(userId, { ...project, licences });
  const chosen = project.licences.find(({ id }) => id === declaration.choice.licence);
  const hash = chosen?.consentHash ?? project.consentHash;
  const consent = useConsent(userId, hash);
  return { declaration, consent: { ...consent, hash, licence: chosen?.id ?? (project.licence as Licence) } };
}
