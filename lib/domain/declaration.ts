import { z } from "zod";
import { hasMedia, type Modality } from "./content";
import { licenceSchema } from "./licence";
import { limits } from "./limits";
import { storedText } from "./text";

/** Where a contribution comes from, by its contributor's word. */
export const sources = ["own", "public_domain", "third_party"] as const;
export type Source = (typeof sources)[number];

/** What a contributor says about the faces and voices in it. */
export const peopleStatements = ["nobody", "only_me", "consented"] as const;
export type PeopleStatement = (typeof peopleStatements)[number];

/** True when a contribution of this kind can show a face or hold a voice, so that something must be said about it. */
export function asksPeople(modality: Modality): boolean {
  return hasMedia(modality);
}

// A host with a dot, no name or password before it, nothing invisible: the link is only ever shown, and what is shown must be what it is.
const LINK = /^https:\/\/[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?::\d{1,5})?(?:[/?#][^\s\p{C}<>"'`\\]*)?$/u;

/** Link to what shows that a work may be given. No server of ours ever opens it. */
const evidenceSchema = storedText(limits.evidenceChars).refine((link) => LINK.test(link), { error: "https_link" });

/** What is declared with a contribution, or once for all rows of an import. `wordingHash`: SHA-256 in hex of `declarationWording`. */
export const declarationSchema = z
  .strictObject({
    licence: licenceSchema,
    source: z.enum(sources, { error: "not_in_list" }),
    evidence: evidenceSchema.optional(),
    people: z.enum(peopleStatements, { error: "not_in_list" }).optional(),
    wordingHash: z.string({ error: "wrong_type" }).regex(/^[0-9a-f]{64}$/, { error: "wrong_type" }),
  })
  .superRefine(({ source, evidence }, ctx) => {
    const fault = source === "own" ? evidence && "not_asked" : source === "third_party" && !evidence && "required";
    if (fault) ctx.addIssue({ code: "custom", path: ["evidence"], message: fault });
  });
export type DeclarationInput = z.infer<typeof declarationSchema>;

/** A declaration as it is kept, bound by the ledger and shown to reviewers. */
export const declaredSchema = z.strictObject({
  licence: z.string(),
  source: z.enum(sources),
  evidence: z.string().nullable(),
  people: z.enum(peopleStatements).nullable(),
});
export type Declared = z.infer<typeof declaredSchema>;

/** Licences that a contributor to a project may choose, the project's own first. */
export function licencesOf(project: { licence: string; otherLicences: readonly string[] }): string[] {
  return [...new Set([project.licence, ...project.otherLicences])];
}

/** What each choice says, in both languages. A changed wording is a new version, and old declarations stay bound to the old one. */
export const statementWording = {
  own: ["I made this myself.", "這是我自己的作品。"],
  public_domain: [
    "Nobody holds rights in this any more, or nobody ever did.",
    "這份內容已屬公眾領域，沒有人對它享有著作權。",
  ],
  third_party: [
    "Somebody else made this. The link shows that it may be published under the licence chosen.",
    "這是他人的作品。連結可以證明它能依所選的授權公開。",
  ],
  nobody: ["Nobody can be recognised in it, by face, voice or name.", "其中沒有任何人能從臉孔、聲音或姓名被認出來。"],
  only_me: [
    "I am the only one who can be recognised in it. I am of age and agree that it is published.",
    "其中能被認出來的只有我本人。我已成年，並同意公開。",
  ],
  consented: [
    "Everybody who can be recognised in it is of age and has agreed that it is published under this licence.",
    "其中能被認出來的每一個人都已成年，並同意依此授權公開。",
  ],
} as const satisfies Record<Source | PeopleStatement, readonly [string, string]>;

/**
 * The wording behind every choice, whole, so that one hash binds what each of them says. Output: UTF-8 lines; its SHA-256 comes with each
 * declaration and stays in it.
 */
export function declarationWording(): string {
  const lines = Object.entries(statementWording).map(([name, [english, chinese]]) => `${name}: ${english} ${chinese}`);
  return ["declaration/1", ...lines].join("\n");
}
