import { and, eq } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { item } from "#db/schema/task";
import type { Content } from "#lib/domain/content";
import { type Segment, sortSegments } from "#lib/domain/segment";
import { taskInputSchema } from "#lib/domain/task";
import { runConsensus } from "#lib/services/consensus-run";
import type { Ctx } from "#lib/services/context";
import { answerSeat } from "#lib/services/label-answer";
import { claimSeats } from "#lib/services/label-claim";
import { openItems } from "#lib/services/label-fill";
import { readMedia } from "#lib/services/media-view";
import { getProject } from "#lib/services/project-find";
import { moveTask, saveTask } from "#lib/services/task-edit";
import type { Story } from "./seed-days";
import { bankIntents, type DemoItem } from "./seed-projects";

/** The demo's labelling: accepted questions to a bank, labelled once more by people who did not write them. */
export const demoTask = {
  slug: "banking-intents",
  openedDaysAgo: 16,
  input: taskInputSchema.parse({
    instructions:
      "Read the question as the bank would: **what must be done first?** Then say how soon the customer needs it.\n\n| Question | Intent | Urgency |\n|---|---|---|\n| Someone took my wallet | lost_or_stolen_card | now |\n| Which currencies do you hold? | exchange_rate | when there is time |",
    questions: [
      {
        id: "q1",
        text: "What does the customer want?",
        form: {
          kind: "single_class",
          classes: bankIntents,
        },
      },
      {
        id: "q2",
        text: "How soon does the customer need an answer?",
        form: { kind: "rating", points: ["when there is time", "this week", "today", "now"] },
      },
    ],
    answersWanted: 3,
    answersMost: 5,
    confidence: 6_600,
    answerPrice: 300,
  }),
} as const;

// How soon each intent is needed, as codes of the second question.
const urgencies = [0, 3, 1, 2, 0, 3, 2, 1] as const;
// How often each person is wrong, in the order of the demo's contributors: the quality page has something to tell.
const slips = [0.03, 0.06, 0.1, 0.08, 0.14, 0.3, 0.05] as const;
// Who labels the rest tomorrow: a newcomer finds a queue.
const LEFT_OPEN = 12;

const VOICES = "voices-en";
// Who looks at the demo finds a recording to divide.
const VOICES_LEFT = 1;

export async function openDemoTask(owner: Ctx): Promise<void> {
  await saveTask(owner, { slug: demoTask.slug, ...demoTask.input });
  await moveTask(owner, { slug: demoTask.slug, to: "open" });
}

/** Recordings to divide: what was accepted waits for whoever looks at the demo. */
export async function openVoicesTask(owner: Ctx): Promise<void> {
  const slug = VOICES;
  const input = taskInputSchema.parse({
    instructions:
      "Mark each stretch in which somebody **speaks**, from the first sound to the last, and write down what is said. Pauses of half a second or more divide it; mark a breath that you can hear.",
    questions: [
      {
        id: "q1",
        text: "Where does somebody speak?",
        form: { kind: "segments", classes: ["speech", "breath", "noise"], transcribed: true, overlap: "other_label" },
      },
    ],
    answersWanted: 2,
    answersMost: 3,
    answerPrice: 500,
  });
  await saveTask(owner, { slug, ...input });
  await moveTask(owner, { slug, to: "open" });
}

/** Some of the recordings divided, two people each: where they hear speech, with its words, and mostly the longest breath between. */
export async function divideVoices(story: Story): Promise<void> {
  const { id } = await getProject(story.system, VOICES);
  while ((await openItems(story.system, id)) > 0);
  const ofVoices = and(eq(item.projectId, id), eq(item.state, "open"));
  for (const [position, person] of story.contributors.entries())
    while ((await story.system.db.$count(item, ofVoices)) > VOICES_LEFT) {
      const { seats } = await claimSeats(story.as(person), { project: VOICES, wanted: 1 });
      const [seat] = seats;
      if (!seat) break;
      const activeMs = Math.round(25_000 + story.random() * 30_000);
      story.pass(activeMs + 2_000);
      const q1 = await segmentsOf(story, seat.contributionId, slips[position] ?? 0.1);
      await answerSeat(story.as(person), { slotId: seat.id, answer: { q1 }, activeMs, undoMs: 0 });
    }
}

// As loud as this, of 255, is speech; quieter for longer than this is a pause.
const LOUD = 14;
const PAUSE_MS = 250;

/** What a person marks: what the recording's loudness shows, with edges a little off by chance. */
async function segmentsOf(story: Story, id: string, slip: number): Promise<Segment[]> {
  const [row] = await story.system.db.select().from(contribution).where(eq(contribution.id, id));
  const content = JSON.parse(row?.content ?? "{}") as Content;
  const media = (await readMedia(story.system, [content]))(content);
  if (media?.kind !== "audio") return [];
  const peaks = [...Buffer.from(media.peaks, "base64")];
  const msOf = (step: number) => Math.round((step / peaks.length) * media.durationMs);
  const near = (ms: number) => {
    const moved = Math.round(ms + (story.random() - 0.5) * 160);
    return Math.min(media.durationMs, Math.max(0, moved));
  };
  const loud = peaks.flatMap((peak, step) => (peak >= LOUD ? step : []));
  const pauses = loud.slice(1).map((step, at) => ({ from: (loud[at] ?? 0) + 1, to: step }));
  const longest = pauses.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a), { from: 0, to: 0 });
  const [first = 0, last = peaks.length] = [loud[0], loud.at(-1)];
  const speech = { fromMs: near(msOf(first)), toMs: near(msOf(last + 1)), label: 0, text: content.transcript ?? "" };
  const isHeard = msOf(longest.to - longest.from) >= PAUSE_MS && story.random() > slip * 4;
  const breath = { fromMs: near(msOf(longest.from)), toMs: near(msOf(longest.to)), label: 1 };
  return sortSegments(isHeard && breath.fromMs < breath.toMs ? [speech, breath] : [speech]);
}

/** One day of labelling: what was accepted meanwhile opens, and each person answers some of it. */
export async function labelSome(story: Story, daysAgo: number): Promise<void> {
  const { id } = await getProject(story.system, demoTask.slug);
  while ((await openItems(story.system, id)) > 0);
  for (const [position, person] of story.contributors.entries()) {
    const waiting = await story.system.db.$count(item, eq(item.state, "open"));
    const each = Math.max(
      0,
      Math.ceil(((waiting - LEFT_OPEN) * 3) / (story.contributors.length * Math.min(4, daysAgo + 1))),
    );
    for (let left = each; left > 0; left -= 1) {
      const { seats } = await claimSeats(story.as(person), { project: demoTask.slug, wanted: 1 });
      const [seat] = seats;
      if (!seat) break;
      const activeMs = Math.round(4_000 + story.random() * 14_000);
      story.pass(activeMs + 2_000);
      const answer = await answerOf(story, seat.contributionId, slips[position] ?? 0.1);
      await answerSeat(story.as(person), { slotId: seat.id, answer, activeMs, undoMs: 0 });
    }
  }
}

/** What all answers together come to, so that the quality page has its figures on the first visit. */
export async function labelTogether(story: Story): Promise<void> {
  for (const slug of [demoTask.slug, VOICES]) {
    const { id } = await getProject(story.system, slug);
    await runConsensus(story.system, id, () => false);
  }
}

/** What somebody with so many slips says: mostly what the author meant, sometimes its neighbour in the list. */
async function answerOf(story: Story, id: string, slip: number): Promise<{ q1: number; q2: number }> {
  const [row] = await story.system.db.select().from(contribution).where(eq(contribution.id, id));
  const { label } = JSON.parse(row?.content ?? "{}") as DemoItem;
  const meant = Math.max(0, bankIntents.indexOf(label ?? ""));
  const intent = story.random() < slip ? (meant + 1) % bankIntents.length : meant;
  const near = story.random();
  const soon = (urgencies[meant] ?? 1) + (near < slip ? -1 : near > 1 - slip ? 1 : 0);
  return { q1: intent, q2: Math.min(3, Math.max(0, soon)) };
}
