import { modelCaller } from "#lib/adapters/model-caller";
import { ASK_TIMING, type AskTiming, endpointSchema } from "#lib/domain/model-endpoint";
import { saveEndpoint } from "#lib/services/model-endpoint";
import { runModel } from "#lib/services/model-run";
import { listFailures, readRun } from "#lib/services/model-run-read";
import { startRun } from "#lib/services/model-run-start";
import type { TestCtx } from "./ctx";
import { type Behaviour, chatReply, type FakeModel } from "./fake-model";
import { makeLabelling } from "./label";

export const KEY = "sk-this-is-the-key-of-nobody-4711";
// Retries without waiting; nobody's patience ends before an answer that does come, and nothing that is under way is ended unasked.
export const TIMING: AskTiming = { ...ASK_TIMING, firstWaitMs: 1, tries: 3, watchMs: 3_600_000 };

export const sure: Behaviour = () => chatReply({ answer: { q1: "dog" }, confidence: 0.9 }, 10);

/** What asks this model and no other, with a secret of its own. */
export const callerOf = (fake: FakeModel, secret = "the secret of this instance") =>
  modelCaller([fake.origin], () => secret);

/** What an owner says of the model that runs here. */
export const termsOf = (fake: FakeModel, values: Record<string, unknown> = {}) =>
  endpointSchema.parse({ kind: "openai", address: `${fake.origin}/v1`, model: "tiny", version: "1", ...values });

/** A task with so many items, and the endpoint named. */
export async function stageRun(
  ctx: TestCtx,
  fake: FakeModel,
  items: number,
  values: Record<string, unknown> = {},
  task: Parameters<typeof makeLabelling>[2] = {},
  project: Parameters<typeof makeLabelling>[3] = {},
) {
  const cast = await makeLabelling(ctx, items, task, project);
  const { slug } = cast.project;
  await saveEndpoint(cast.owner, { slug, ...termsOf(fake, values), secret: KEY });
  return { ...cast, slug };
}

/** Starts a run and has it go on until it is over. */
export async function playRun(owner: TestCtx, slug: string, timing = TIMING) {
  const { id } = await startRun(owner, { slug });
  const system: TestCtx = { ...owner, actor: { kind: "system" } };
  for (let over = false; !over; ) over = await runModel(system, id, () => false, timing);
  return readRun(owner, { slug, id });
}

export const failuresOf = async (owner: TestCtx, slug: string, id: string) =>
  (await listFailures(owner, { slug, id, limit: 100 })).items;
