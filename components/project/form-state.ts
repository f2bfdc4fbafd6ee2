import type { Modality } from "#lib/domain/content";
import type { DoorPolicy } from "#lib/domain/door";
import { faultOf, ownIssue } from "#lib/domain/issue";
import type { LabelSchema } from "#lib/domain/label";
import { parsePoints, pointsText } from "#lib/domain/points";
import { projectInputSchema } from "#lib/domain/project";
import { type RejectReason, rejectReasons } from "#lib/domain/review";
import type { FlatPolicy } from "#lib/domain/reward";

/** A project as somebody types it: amounts and lists are texts until they are right. */
export type ProjectForm = {
  name: string;
  slug: string;
  summary: string;
  languages: string[];
  modality: Modality;
  labelKind: LabelSchema["kind"];
  question: string;
  classes: string;
  guidelines: string;
  licence: string;
  otherLicences: string[];
  reviewsWanted: number;
  rejectReasons: RejectReason[];
  acceptPrice: string;
  reviewPrice: string;
  personalData: DoorPolicy;
  nearDuplicates: DoorPolicy;
  nearThreshold: number;
  languageCheck: DoorPolicy;
  uniqueAcrossProjects: boolean;
  /** Empty for what the site gives. */
  personRoomMb: string;
  projectRoomMb: string;
};
export type FormField = keyof ProjectForm;

/** Faults as `faultOf` writes them, and POINTS_SHAPE, by the field they belong to. */
export type Faults = Partial<Record<FormField, string>>;

/** Key of the message for an amount that is no number; the schema's own would speak of whole numbers. */
export const POINTS_SHAPE = "points_shape";

/** What a new project starts from. */
export function emptyForm(language: string): ProjectForm {
  return {
    ...{ name: "", slug: "", summary: "", languages: [language], modality: "text" },
    ...{ labelKind: "none", question: "", classes: "", guidelines: "", licence: "", otherLicences: [] },
    ...{
      reviewsWanted: 3,
      rejectReasons: [...rejectReasons],
      acceptPrice: "2",
      reviewPrice: "0.25",
      personalData: "warn",
      nearDuplicates: "warn",
      nearThreshold: 60,
      languageCheck: "warn",
      uniqueAcrossProjects: false,
      personRoomMb: "",
      projectRoomMb: "",
    },
  };
}

type Written = "acceptPrice" | "reviewPrice" | "personRoomMb" | "projectRoomMb";
type Saved = Omit<ProjectForm, "labelKind" | "question" | "classes" | Written> & {
  labelSchema: LabelSchema;
  acceptPrice: number;
  reviewPrice: number;
  personRoomMb: number | null;
  projectRoomMb: number | null;
};

/** The form of a project that exists. */
export function formOf(project: Saved): ProjectForm {
  const { name, slug, summary, languages, modality, guidelines, licence, reviewsWanted, labelSchema: labels } = project;
  return {
    ...{ name, slug, summary, languages, modality, guidelines, licence, reviewsWanted },
    rejectReasons: project.rejectReasons,
    otherLicences: project.otherLicences,
    personalData: project.personalData,
    nearDuplicates: project.nearDuplicates,
    nearThreshold: project.nearThreshold,
    languageCheck: project.languageCheck,
    uniqueAcrossProjects: project.uniqueAcrossProjects,
    personRoomMb: String(project.personRoomMb ?? ""),
    projectRoomMb: String(project.projectRoomMb ?? ""),
    labelKind: labels.kind,
    question: labels.kind === "none" ? "" : labels.question,
    classes: labels.kind === "none" ? "" : labels.classes.join("\n"),
    acceptPrice: pointsText(project.acceptPrice),
    reviewPrice: pointsText(project.reviewPrice),
  };
}

/** The answers of a label question: one on each line, blank lines left out. */
export function classesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

/** What the schema is asked about; a price that is no number stays undefined. */
function rawInput(form: ProjectForm) {
  const { labelKind, question, classes, acceptPrice, reviewPrice, personRoomMb, projectRoomMb, ...rest } = form;
  return {
    ...rest,
    labelSchema:
      labelKind === "none" ? { kind: labelKind } : { kind: labelKind, question, classes: classesOf(classes) },
    acceptPrice: parsePoints(acceptPrice),
    reviewPrice: parsePoints(reviewPrice),
    personRoomMb: parseRoom(personRoomMb),
    projectRoomMb: parseRoom(projectRoomMb),
  };
}

/** Nothing for what the site gives; what is no number is for the schema to say. */
function parseRoom(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}

/** Everything wrong with the form, and the parsed input once nothing is. */
export function checkForm(form: ProjectForm) {
  const parsed = projectInputSchema.safeParse(rawInput(form));
  const faults: Faults = {};
  for (const issue of parsed.error?.issues ?? []) {
    const [first, second] = issue.path;
    const field = (first === "labelSchema" ? second : first) as FormField;
    faults[field] ??= faultOf(ownIssue(issue));
  }
  if (parsePoints(form.acceptPrice) === undefined) faults.acceptPrice = POINTS_SHAPE;
  if (parsePoints(form.reviewPrice) === undefined) faults.reviewPrice = POINTS_SHAPE;
  return { faults, input: parsed.data };
}

/** The policy to play through while one types: a price that is no number yet counts as 0. */
export function policyOfForm(form: ProjectForm): FlatPolicy {
  return {
    acceptPrice: parsePoints(form.acceptPrice) ?? 0,
    reviewPrice: parsePoints(form.reviewPrice) ?? 0,
    reviewsWanted: form.reviewsWanted,
  };
}
