import { z } from "zod";
import type { helpKinds } from "#lib/domain/model-help";
import { projectNamedSchema } from "#lib/domain/project-edit";
import { readModelAgreement } from "#lib/services/quality-model";
import { pub } from "./base";

const count = z.int();
const interval = z.strictObject({ low: z.number(), high: z.number() }).nullable();
const share = z.strictObject({ answers: count, agreed: count, interval });
const shares = { shown: share, withheld: share, none: share } satisfies Record<
  (typeof helpKinds)[number],
  typeof share
>;

/** How far answers agree with a model's; part of the router of quality. */
export const modelAgreement = pub
  .route({
    method: "GET",
    path: "/projects/{slug}/quality/{question}/model",
    tags: ["Labelling"],
    summary: "How far answers agree with a model's, with its suggestion in sight and without",
  })
  .input(projectNamedSchema.extend({ question: z.string().regex(/^q[1-9][0-9]?$/, { error: "wrong_type" }) }))
  .output(
    z.strictObject({
      models: z.array(z.strictObject({ ...shares, model: z.string(), version: z.string() })),
      people: z.array(
        z.strictObject({
          ...shares,
          handle: z.string(),
          differing: count,
          followed: count,
          followedInterval: interval,
          shownMs: count.nullable(),
          otherMs: count.nullable(),
          goldRight: count,
          goldOf: count,
          signs: z.array(z.enum(["follows", "swayed"])),
        }),
      ),
    }),
  )
  .handler(({ context, input }) => readModelAgreement(context.ctx, input));
