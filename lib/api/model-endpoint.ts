import { z } from "zod";
import {
  askFaults,
  endpointSchema,
  endpointSecret,
  endpointTerms,
  runCauses,
  runStates,
} from "#lib/domain/model-endpoint";
import { pageInputSchema } from "#lib/domain/paging";
import { projectNamedSchema } from "#lib/domain/project-edit";
import { removeEndpoint, saveEndpoint } from "#lib/services/model-endpoint";
import { listFailures, readEndpoint, readRun, viewRun } from "#lib/services/model-run-read";
import { cancelRun, startRun } from "#lib/services/model-run-start";
import { pub } from "./base";

const tags = ["Labelling"];
const endpoint = z.strictObject({
  ...endpointTerms,
  hasSecret: z.boolean(),
  isAllowed: z.boolean(),
  changedAt: z.date(),
});
const run = z.strictObject({
  id: z.uuid().toLowerCase(),
  kind: endpointTerms.kind,
  address: z.string(),
  model: z.string(),
  version: z.string(),
  maxTokens: z.int().nullable(),
  state: z.enum(runStates),
  cause: z.enum(runCauses).nullable(),
  isCancelled: z.boolean(),
  items: z.int(),
  asked: z.int(),
  taken: z.int(),
  failed: z.int(),
  tokens: z.int(),
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
});
const failure = z.strictObject({
  contribution: z.uuid().toLowerCase(),
  text: z.string(),
  fault: z.enum(askFaults),
  status: z.int().nullable(),
  question: z.string().nullable(),
  message: z.string().nullable(),
});
const runNamed = projectNamedSchema.extend({ id: z.uuid({ error: "wrong_type" }).toLowerCase() });

export const endpointRouter = {
  read: pub
    .route({
      method: "GET",
      path: "/projects/{slug}/model-endpoint",
      tags,
      summary: "The model that is asked for suggestions, and its runs; never its key",
    })
    .input(projectNamedSchema)
    .output(
      z.strictObject({
        origins: z.array(z.string()),
        isAskable: z.boolean(),
        endpoint: endpoint.nullable(),
        left: z.int(),
        runs: z.array(run),
      }),
    )
    .handler(({ context, input }) => readEndpoint(context.ctx, input)),
  save: pub
    .route({
      method: "PUT",
      path: "/projects/{slug}/model-endpoint",
      tags,
      summary: "Name the model that is asked for suggestions, at an address that the operator allows",
    })
    .input(endpointSchema.extend({ ...projectNamedSchema.shape, secret: endpointSecret }))
    .output(endpoint)
    .handler(({ context, input }) => saveEndpoint(context.ctx, input)),
  remove: pub
    .route({
      method: "DELETE",
      path: "/projects/{slug}/model-endpoint",
      tags,
      summary: "Forget the model that is asked, and its key",
    })
    .input(projectNamedSchema)
    .output(z.strictObject({}))
    .handler(({ context, input }) => removeEndpoint(context.ctx, input)),
  start: pub
    .route({
      method: "POST",
      path: "/projects/{slug}/model-runs",
      tags,
      summary: "Ask the model for items that it has said nothing of",
    })
    .input(projectNamedSchema)
    .output(run)
    .handler(async ({ context, input }) => viewRun(await startRun(context.ctx, input))),
  run: pub
    .route({ method: "GET", path: "/projects/{slug}/model-runs/{id}", tags, summary: "How far a run is" })
    .input(runNamed)
    .output(run)
    .handler(({ context, input }) => readRun(context.ctx, input)),
  cancel: pub
    .route({ method: "POST", path: "/projects/{slug}/model-runs/{id}/cancel", tags, summary: "End a run" })
    .input(runNamed)
    .output(run)
    .handler(async ({ context, input }) => viewRun(await cancelRun(context.ctx, input))),
  failures: pub
    .route({
      method: "GET",
      path: "/projects/{slug}/model-runs/{id}/failures",
      tags,
      summary: "List the items of a run that came to nothing, and why",
    })
    .input(pageInputSchema.extend({ ...runNamed.shape, cursor: z.uuid({ error: "wrong_type" }).optional() }))
    .output(z.strictObject({ items: z.array(failure), nextCursor: z.string().nullable() }))
    .handler(({ context, input }) => listFailures(context.ctx, input)),
};
