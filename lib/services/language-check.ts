import type { Content } from "#lib/domain/content";
import { AppError } from "#lib/domain/error";
import { languageTags } from "#lib/domain/language";
import { lookOfContent } from "#lib/domain/language-look";
import type { Look } from "#lib/domain/script";
import type { ProjectRow } from "./project-find";

/** What a content looks like when it is not in its language, by the project's rule; null where it looks right or nobody asks. */
export function findLook(project: ProjectRow, content: Content, language: string): Look | null {
  const tag = languageTags.find((one) => one === language);
  if (project.languageCheck === "allow" || tag === undefined) return null;
  return lookOfContent(project.modality, content, tag);
}

/** The same for one content that is sent: throws where the project takes none. */
export function checkLanguage(project: ProjectRow, content: Content, language: string): Look | null {
  const look = findLook(project, content, language);
  if (look === null || project.languageCheck !== "refuse") return look;
  throw new AppError("contribution.other_language", { details: { language, found: look } });
}
