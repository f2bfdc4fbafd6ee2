import { z } from "zod";
import { firstInputSchema, itemStates, judgeInputSchema } from "#lib/domain/annotation";
import { consensusRules } from "#lib/domain/consensus";
import { limits } from "#lib/domain/limits";
import { pageInputSchema } from "#lib/domain/paging";
import { projectNamedSchema } from "#lib/domain/project-edit";
import { taskInputSchema, taskStates } from "#lib/domain/task";
import { storedText } from "#lib/domain/text";
import { listAnnotators, setSkills } from "#lib/services/annotator";
import { putFirst } from "#lib/services/item-first";
import { listItems } from "#lib/services/item-list";
import { judgeItem } from "#lib/services/label-judge";
import { moveTask, saveTask } from "#lib/services/task-edit";
import { readTask } from "#lib/services/task-read";
import { pub } from "./base";
import { itemContent } from "./item-content";

const tags = ["Labelling"];
const state = z.enum(taskStates);
const task = z.strictObject({
  ...taskInputSchema.shape,
  state,
  version: z.int(),
  seedSize: z.int().nullable(),
  counts: z.strictObject({
    open: z.int(),
    settled: z.int(),
    disputed: z.int(),
    judged: z.int(),
    answers: z.int(),
  }),
});
const coded = z.union([z.int(), z.array(z.int())]);
const result = z.strictObject({
  question: z.string(),
  rule: z.enum(Object.values(consensusRules)),
  value: coded.nullable(),
  confidence: z.int(),
});
const person = z.strictObject({
  handle: z.string(),
  answers: z.int(),
  skills: z.array(z.string()),
  languages: z.array(z.string()),
});
export const labelledItem = z.strictObject({
  id: z.uuid().toLowerCase(),
  state: z.enum(itemStates),
  language: z.string(),
  /** Put before all others of the task. */
  first: z.boolean(),
  ...itemContent,
  results: z.array(result),
  cause: z.string().nullable(),
  answers: z.array(
    z.strictObject({
      id: z.uuid().toLowerCase(),
      handle: z.string(),
      answer: z.record(z.string(), z.unknown()),
      activeMs: z.int().nullable(),
    }),
  ),
  settledAt: z.date().nullable(),
});

export const taskRouter = {
  read: pub
    .route({ method: "GET", path: "/projects/{slug}/task", tags, summary: "What a project asks about its items" })
    .input(projectNamedSchema)
    .output(task.nullable())
    .handler(({ context, input }) => readTask(context.ctx, input)),
  save: pub
    .route({ method: "PUT", path: "/projects/{slug}/task", tags, summary: "Write what a project asks" })
    .input(taskInputSchema.safeExtend(projectNamedSchema.shape))
    .output(z.strictObject({ version: z.int() }))
    .handler(({ context, input }) => saveTask(context.ctx, input)),
  move: pub
    .route({ method: "PUT", path: "/projects/{slug}/task/state", tags, summary: "Open, pause or close the task" })
    .input(projectNamedSchema.extend({ to: z.enum(taskStates, { error: "not_in_list" }) }))
    .output(z.strictObject({ state }))
    .handler(({ context, input }) => moveTask(context.ctx, input)),
  people: pub
    .route({ method: "GET", path: "/projects/{slug}/annotators", tags, summary: "List who labels, and their skills" })
    .input(projectNamedSchema)
    .output(z.strictObject({ items: z.array(person) }))
    .handler(({ context, input }) => listAnnotators(context.ctx, input)),
  setSkills: pub
    .route({
      method: "PUT",
      path: "/projects/{slug}/annotators/{handle}/skills",
      tags,
      summary: "Set a person's skills",
    })
    .input(
      projectNamedSchema.extend({
        handle: z.string().min(1).max(limits.handleMaxChars),
        skills: z.array(storedText(limits.labelChars)).max(limits.skillCount, { error: "too_many" }),
      }),
    )
    .output(z.strictObject({ skills: z.array(z.string()) }))
    .handler(({ context, input }) => setSkills(context.ctx, input)),
  items: pub
    .route({ method: "GET", path: "/projects/{slug}/items", tags, summary: "List labelled items of one state" })
    .input(pageInputSchema.extend({ ...projectNamedSchema.shape, state: z.enum(itemStates).default("disputed") }))
    .output(z.strictObject({ items: z.array(labelledItem), nextCursor: z.string().nullable() }))
    .handler(({ context, input }) => listItems(context.ctx, input)),
  first: pub
    .route({ method: "PUT", path: "/projects/{slug}/items/first", tags, summary: "Put open items first, or back" })
    .input(firstInputSchema.safeExtend(projectNamedSchema.shape))
    .output(z.strictObject({ moved: z.int() }))
    .handler(({ context, input }) => putFirst(context.ctx, input)),
  judge: pub
    .route({ method: "PUT", path: "/items/{id}/judgement", tags, summary: "Judge an item without consensus" })
    .input(judgeInputSchema)
    .output(z.strictObject({ id: z.uuid().toLowerCase(), results: z.array(result) }))
    .handler(({ context, input }) => judgeItem(context.ctx, input)),
};
