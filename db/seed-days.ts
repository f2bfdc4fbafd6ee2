import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { and, eq } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { type Content, type Modality, mediaKindOf, modalityFields } from "#lib/domain/content";
import { asksPeople, type DeclarationInput } from "#lib/domain/declaration";
import { isAppError } from "#lib/domain/error";
import type { Licence } from "#lib/domain/licence";
import { limits } from "#lib/domain/limits";
import type { Decision } from "#lib/domain/review";
import { rejectReasons } from "#lib/domain/review";
import { consentHashOf } from "#lib/services/consent";
import type { Ctx } from "#lib/services/context";
import { reviseContribution } from "#lib/services/contribution-revise";
import { submitContribution } from "#lib/services/contribution-submit";
import { declarationHash } from "#lib/services/declaration";
import { getProject } from "#lib/services/project-find";
import { claimSlots, type SlotRow } from "#lib/services/review-claim";
import { decideReview } from "#lib/services/review-decide";
import { sealDueReviews } from "#lib/services/review-seal";
import { sequenceBatch } from "#lib/services/sequence";
import { checkUpload, finishUpload } from "#lib/services/upload-check";
import { createUpload } from "#lib/services/upload-create";
import { getUpload } from "#lib/services/upload-read";
import type { DemoItem, DemoProject } from "./seed-projects";

const FOLDER = join(process.cwd(), "db", "demo");
const UNDO_MS = 1_000;

const feedback = {
  "zh-TW": ["句子不太完整，請補上主詞。", "用字很自然，但少了標點。", "這句和常見的例句太像了，換個說法會更好。"],
  en: [
    "Reads well, but please spell the number out.",
    "Almost: the end of the sentence is missing.",
    "Could you make it a bit more natural?",
  ],
} as const;

/** A seeded generator (Numerical Recipes' constants): every demo database tells much the same story. */
export function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

export type Story = {
  /** Context of a person at the story's present moment. */
  as(userId: string): Ctx;
  system: Ctx;
  random(): number;
  /** Moves the story's clock on. */
  pass(ms: number): void;
  contributors: readonly string[];
  reviewers: readonly string[];
};

export function readItems(project: DemoProject): DemoItem[] {
  if (!project.file) return [];
  const lines = readFileSync(join(FOLDER, project.file), "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as DemoItem);
}

/** Some people send some of the items. Returns how many were taken before the budget ended. */
export async function submitSome(story: Story, project: DemoProject, items: readonly DemoItem[]): Promise<number> {
  const row = await getProject(story.system, project.input.slug);
  let taken = 0;
  for (const item of items) {
    story.pass(40_000 + story.random() * 200_000);
    const author = pick(story, story.contributors);
    const ctx = story.as(author);
    const content = await withFile(ctx, story.system, project, item);
    const input = {
      id: ctx.newId(),
      project: project.input.slug,
      language: project.language,
      content,
      consentHash: consentHashOf(row),
      declaration: declare(row),
    };
    try {
      await submitContribution(ctx, input);
    } catch (error) {
      if (isAppError(error, "budget.exhausted")) return taken;
      throw error;
    }
    taken += 1;
  }
  return taken;
}

// LibriVox takes recordings from grown-ups who give them to the public domain.
const READINGS = {
  source: "public_domain",
  evidence: "https://librivox.org/pages/public-domain/",
  people: "consented",
} as const;

/** Everything of the demonstration was made for it, the pictures without anybody in them; the readings were not. */
function declare({ licence, modality }: { licence: string; modality: Modality }): DeclarationInput {
  if (mediaKindOf[modality] === "audio")
    return { licence: licence as Licence, wordingHash: declarationHash, ...READINGS };
  const people = asksPeople(modality) ? { people: "nobody" as const } : {};
  return { licence: licence as Licence, source: "own", wordingHash: declarationHash, ...people };
}

/** The content of an item whose image or recording, if it has one, was uploaded and checked like any other. */
async function withFile(ctx: Ctx, system: Ctx, project: DemoProject, { file, ...content }: DemoItem): Promise<Content> {
  if (!file) return content;
  const kind = mediaKindOf[project.input.modality] ?? "image";
  const bytes = readFileSync(join(FOLDER, kind === "image" ? "images" : "audio", file));
  const { id } = await createUpload(ctx, { project: project.input.slug, fileName: file, sizeBytes: bytes.byteLength });
  await ctx.media.receive(id, Readable.from([bytes]), bytes.byteLength);
  await finishUpload(ctx, { id });
  await checkUpload(system, id);
  const { media, originalSha256 } = await getUpload(ctx, { id });
  if (!media || !originalSha256) throw new Error(`the demo's file ${file} was refused`);
  return { [kind]: media.sha256, original: originalSha256, ...content };
}

/** Reviewers work on a project's queue for a while, each as fast as they can read. */
export async function reviewSome(story: Story, project: DemoProject, each: number): Promise<void> {
  for (const reviewer of story.reviewers) {
    for (let left = each; left > 0; ) {
      const wanted = Math.min(left, limits.openLeasesPerUser);
      const { slots } = await claimSlots(story.as(reviewer), { project: project.input.slug, wanted });
      if (slots.length === 0) break;
      for (const slot of slots) await decideOne(story, project, reviewer, slot);
      left -= slots.length;
    }
    story.pass(UNDO_MS + 1);
    while ((await sealDueReviews(story.system)) > 0);
  }
}

async function decideOne(story: Story, project: DemoProject, reviewer: string, slot: SlotRow): Promise<void> {
  story.pass(6_000 + story.random() * 20_000);
  const decision = chooseDecision(story, slot);
  await decideReview(story.as(reviewer), {
    slotId: slot.id,
    decision,
    reason: decision === "accept" ? undefined : pick(story, rejectReasons),
    feedback: decision === "request_changes" ? pick(story, feedbackOf(project)) : undefined,
    undoMs: UNDO_MS,
  });
}

/** Authors answer most requests for changes. */
export async function reviseSome(story: Story, project: DemoProject): Promise<void> {
  const { id, licence, modality } = await getProject(story.system, project.input.slug);
  const waiting = await story.system.db
    .select()
    .from(contribution)
    .where(and(eq(contribution.projectId, id), eq(contribution.status, "changes_requested")));
  for (const row of waiting) {
    if (story.random() < 0.35) continue;
    story.pass(60_000);
    const content = JSON.parse(row.content) as DemoItem;
    const [field = "text"] = modalityFields[project.input.modality];
    const better = `${content[field]?.replace(/[。.!?！？]$/, "")}${project.language === "en" ? ", please." : "，謝謝。"}`;
    try {
      await reviseContribution(story.as(row.authorId), {
        id: row.id,
        round: row.round,
        content: { ...content, [field]: better },
        declaration: declare({ licence, modality }),
      });
    } catch (error) {
      if (!isAppError(error, "budget.exhausted")) throw error;
    }
  }
}

/** Gives everything that happened its place in the ledger. */
export async function sequenceAll(story: Story): Promise<void> {
  while ((await sequenceBatch(story.system)).count > 0);
}

// Reviewers mostly see the same faults in an item, and now and then one of them differs.
function chooseDecision(story: Story, slot: SlotRow): Decision {
  const differs = story.random() < 0.08;
  const fault = Number.parseInt(slot.contributionId.slice(-2), 16) / 256;
  if (fault < 0.1) return differs ? "request_changes" : "reject";
  if (fault < 0.2 && slot.round === 1) return differs ? "accept" : "request_changes";
  return differs ? "reject" : "accept";
}

function feedbackOf(project: DemoProject): readonly string[] {
  return project.language === "en" ? feedback.en : feedback["zh-TW"];
}

function pick<T>(story: Story, list: readonly T[]): T {
  return list[Math.floor(story.random() * list.length)] as T;
}
