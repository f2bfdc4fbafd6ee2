import { z } from "zod";

/** Licences a project may choose, by SPDX identifier, with the address of the full text. */
export const licences = {
  "CC0-1.0": { name: "Creative Commons Zero 1.0", url: "https://creativecommons.org/publicdomain/zero/1.0/" },
  "CC-BY-4.0": { name: "Creative Commons Attribution 4.0", url: "https://creativecommons.org/licenses/by/4.0/" },
  "CC-BY-SA-4.0": {
    name: "Creative Commons Attribution-ShareAlike 4.0",
    url: "https://creativecommons.org/licenses/by-sa/4.0/",
  },
  "ODC-By-1.0": { name: "Open Data Commons Attribution 1.0", url: "https://opendatacommons.org/licenses/by/1-0/" },
  "CDLA-Permissive-2.0": {
    name: "Community Data License Agreement – Permissive 2.0",
    url: "https://cdla.dev/permissive-2-0/",
  },
} as const;

export type Licence = keyof typeof licences;
export const licenceSchema = z.enum(Object.keys(licences) as [Licence, ...Licence[]], { error: "not_in_list" });

/** Version of the consent wording; a changed wording is a new version, and old consents stay bound to the old one. */
const CONSENT_VERSION = "consent/1";

/**
 * The wording that a contributor agrees to, in both languages at once so that one hash binds one meaning.
 * Its SHA-256 (UTF-8) is kept with the consent and in each submission's ledger entry.
 */
export function consentWording(licence: Licence): string {
  const { name, url } = licences[licence];
  return [
    `${CONSENT_VERSION} ${licence}`,
    `I made this contribution myself or have the right to give it. I release it under ${name} (${url}). I know that its fingerprint stays in a public ledger, and that accepted data is published under this licence.`,
    `這份貢獻由我本人完成，或我有權提供。我依「${name}」（${url}）授權釋出。我了解它的指紋會留在公開帳本中，而獲採納的資料會依此授權公開。`,
  ].join("\n");
}
