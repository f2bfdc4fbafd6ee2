import { z } from "zod";
import { limits } from "#lib/domain/limits";
import { helpKinds } from "#lib/domain/model-help";
import { pageInputSchema } from "#lib/domain/paging";
import { personalKinds } from "#lib/domain/personal-kind";
import { projectNamedSchema } from "#lib/domain/project-edit";
import { measureNames, measureScales, qualityUnits } from "#lib/domain/quality";
import { requestRun } from "#lib/services/consensus-request";
import { listLabels } from "#lib/services/label-export";
import { listDisagreements } from "#lib/services/quality-disputed";
import { comparePeople, listKnownPeople } from "#lib/services/quality-people";
import { readQuality } from "#lib/services/quality-read";
import { pub } from "./base";
import { modelAgreement } from "./quality-model";
import { labelledItem } from "./task";

const tags = ["Labelling"];
const interval = z.strictObject({ low: z.number(), high: z.number() });
/** A coefficient, or why there is none. */
const agreement = z.discriminatedUnion("defined", [
  z.strictObject({
    defined: z.literal(true),
    value: z.number(),
    observed: z.number(),
    expected: z.number(),
    items: z.int(),
    interval: z.discriminatedUnion("defined", [
      interval.extend({ defined: z.literal(true), error: z.number() }),
      z.strictObject({
        defined: z.literal(false),
        reason: z.enum(["too-few-items", "no-variation", "rests-on-few-items"]),
      }),
    ]),
  }),
  z.strictObject({
    defined: z.literal(false),
    reason: z.enum(["no-overlap", "one-label", "no-ratio-scale", "one-item"]),
    items: z.int(),
  }),
]);
const mean = z.strictObject({ mean: z.number(), interval: interval.optional() });
const counts = z.array(z.int());
const quality = z.strictObject({
  people: z.int(),
  unlabelled: z.int(),
  measures: z
    .strictObject({
      unit: z.enum(qualityUnits),
      list: z.array(z.strictObject({ name: z.enum(measureNames), scale: z.enum(measureScales), is: agreement })),
    })
    .nullable(),
  confusion: z.array(counts).nullable(),
  agreement: counts,
  confidence: counts,
  times: counts,
  given: counts,
  forecast: z
    .strictObject({
      pilotItems: z.int(),
      answersPerItem: mean,
      escalated: z.number(),
      cutShort: z.number(),
      accuracy: mean.extend({ basis: z.enum(["known", "model"]) }).optional(),
    })
    .nullable(),
});
const index = z.int().nullable();
const exported = z.strictObject({
  item: z.uuid().toLowerCase(),
  contentHash: z.string(),
  language: z.string(),
  state: z.enum(["settled", "disputed", "judged"]),
  cause: z.string().nullable(),
  labels: z.array(
    z.strictObject({
      question: z.string(),
      own: z.strictObject({ rule: z.string(), value: z.unknown(), confidence: z.int() }).nullable(),
      together: z
        .strictObject({
          rule: z.string(),
          value: z.unknown(),
          confidence: z.int(),
          majority: z.unknown(),
          differs: z.boolean(),
          shares: z.array(z.number()).nullable(),
          entry: index,
        })
        .nullable(),
    }),
  ),
  answers: z.array(
    z.strictObject({
      annotation: z.uuid().toLowerCase(),
      annotator: z.uuid().toLowerCase(),
      answer: z.record(z.string(), z.unknown()),
      activeMs: z.int().nullable(),
      help: z.enum(helpKinds),
      suggestionSet: index,
      sealed: index,
    }),
  ),
  suggestions: z.array(
    z.strictObject({
      set: z.int(),
      model: z.string(),
      version: z.string(),
      answer: z.record(z.string(), z.unknown()),
      confidence: index,
    }),
  ),
  entries: z.strictObject({ consensus: index, judged: index }),
  personalData: z.record(z.string(), z.array(z.enum(personalKinds))),
});
const question = z.string().regex(/^q[1-9][0-9]?$/, { error: "wrong_type" });
const asked = projectNamedSchema.extend({ question });
const handle = z.string().min(1, { error: "required" }).max(limits.handleMaxChars, { error: "too_long" });
const code = z.coerce.number().int({ error: "not_integer" }).min(0).max(limits.labelCount).optional();
const value = z.unknown();

export const qualityRouter = {
  read: pub
    .route({ method: "GET", path: "/projects/{slug}/quality", tags, summary: "How good a project's labels are" })
    .input(projectNamedSchema)
    .output(
      z.strictObject({
        ranAt: z.date().nullable(),
        isRunning: z.boolean(),
        newAnswers: z.int(),
        itemsLeft: z.int(),
        questions: z.array(
          z.strictObject({
            question: z.string(),
            rule: z.string(),
            isRecorded: z.boolean(),
            entryIndex: z.int().nullable(),
            decidedBy: z.string().nullable(),
            answers: z.int(),
            items: z.int(),
            flagged: z.int(),
            quality,
            createdAt: z.date(),
          }),
        ),
      }),
    )
    .handler(({ context, input }) => readQuality(context.ctx, input)),
  compute: pub
    .route({
      method: "POST",
      path: "/projects/{slug}/quality/runs",
      tags,
      summary: "Have labels and figures made from all answers now",
    })
    .input(projectNamedSchema)
    .output(z.strictObject({ isNew: z.boolean() }))
    .handler(({ context, input }) => requestRun(context.ctx, input)),
  people: pub
    .route({
      method: "GET",
      path: "/projects/{slug}/quality/{question}/people",
      tags,
      summary: "List who answered a question, with what is known of them",
    })
    .input(asked)
    .output(
      z.strictObject({
        items: z.array(
          z.strictObject({
            handle: z.string(),
            answers: z.int(),
            accuracy: z.int().nullable(),
            accuracyInterval: interval.nullable(),
            compared: z.int(),
            agreed: z.int(),
            agreedInterval: interval.nullable(),
            medianMs: z.int().nullable(),
          }),
        ),
      }),
    )
    .handler(({ context, input }) => listKnownPeople(context.ctx, input)),
  pair: pub
    .route({
      method: "GET",
      path: "/projects/{slug}/quality/{question}/pair",
      tags,
      summary: "How far two people agree (Cohen's kappa)",
    })
    .input(asked.extend({ one: handle, other: handle }))
    .output(z.strictObject({ cohen: agreement, cells: z.array(counts) }))
    .handler(({ context, input }) => comparePeople(context.ctx, input)),
  model: modelAgreement,
  disagreements: pub
    .route({
      method: "GET",
      path: "/projects/{slug}/quality/{question}/disagreements",
      tags,
      summary: "List closed items where people differ, least agreement first",
    })
    .input(pageInputSchema.extend({ ...asked.shape, one: code, other: code }))
    .output(
      z.strictObject({
        items: z.array(
          labelledItem.extend({
            agreement: z.int(),
            together: z.strictObject({
              value: value.nullable(),
              confidence: z.int(),
              majority: value.nullable(),
              differs: z.boolean(),
            }),
          }),
        ),
        nextCursor: z.string().nullable(),
      }),
    )
    .handler(({ context, input }) => listDisagreements(context.ctx, input)),
  labels: pub
    .route({
      method: "GET",
      path: "/projects/{slug}/labels",
      tags,
      summary: "List closed items with their labels, soft labels, every answer and their entries",
    })
    .input(pageInputSchema.extend({ ...projectNamedSchema.shape, cursor: z.uuid({ error: "wrong_type" }).optional() }))
    .output(z.strictObject({ items: z.array(exported), nextCursor: z.string().nullable() }))
    .handler(({ context, input }) => listLabels(context.ctx, input)),
};
