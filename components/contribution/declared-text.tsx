"use client";

import { useTranslations } from "next-intl";
import type { Declared } from "#lib/domain/declaration";
import { useWording } from "./declaration-field";

/** What somebody declared about the rights in their work, with the link that they gave for it. */
export function DeclaredText({ declared }: { declared: Declared }) {
  const t = useTranslations("declaration");
  const wording = useWording();
  const { source, evidence, people } = declared;
  return (
    <>
      <p>
        <span className="me-2 font-medium">{t(source)}</span>
        <span className="text-muted">{wording(source)}</span>
      </p>
      {evidence ? (
        <p className="break-all">
          <EvidenceLink evidence={evidence} />
        </p>
      ) : null}
      {people ? <p className="text-muted">{wording(people)}</p> : null}
    </>
  );
}

/** The link in full, so that nobody opens what they did not read. It was given by a stranger. */
function EvidenceLink({ evidence }: { evidence: string }) {
  return (
    <a href={evidence} className="link" target="_blank" rel="nofollow noopener noreferrer ugc">
      {evidence}
    </a>
  );
}
