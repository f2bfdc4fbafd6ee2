import { and, asc, desc, eq, gt } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { modelAsk, modelRun } from "#db/schema/model-endpoint";
import { type Content, textFieldsOf } from "#lib/domain/content";
import { limits } from "#lib/domain/limits";
import { type AskFault, isAskable } from "#lib/domain/model-endpoint";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import type { Ctx } from "./context";
import { type EndpointView, findEndpoint, viewEndpoint } from "./model-endpoint";
import { countUnsaid } from "./model-items";
import { getRun } from "./model-run-start";
import type { RunRow } from "./model-run-store";
import { getProjectFor } from "./project-find";
import { findTask } from "./task-find";

export type RunView = Omit<RunRow, "projectId" | "actorId" | "terms" | "failedInRow"> &
  Pick<RunRow["terms"], "kind" | "address" | "model" | "version" | "maxTokens">;

export function viewRun({ projectId: _, actorId: __, failedInRow: ___, terms, ...run }: RunRow): RunView {
  const { kind, address, model, version, maxTokens } = terms;
  return { ...run, kind, address, model, version, maxTokens };
}

export type EndpointState = {
  /** Origins that the operator lets be asked. */
  origins: string[];
  /** False where the items or the questions cannot be put into words. */
  isAskable: boolean;
  endpoint: EndpointView | null;
  /** Items that this model and version have said nothing of. */
  left: number;
  /** Newest first, twenty at most. */
  runs: RunView[];
};

/** The model that is asked, how far it is, and what may be asked at all; for owners. */
export async function readEndpoint(ctx: Ctx, input: { slug: string }): Promise<EndpointState> {
  const { id: projectId, modality } = await getProjectFor(ctx, input.slug, "task.edit");
  const task = await findTask(ctx, projectId);
  const row = await findEndpoint(ctx, projectId);
  const runs = await ctx.db
    .select()
    .from(modelRun)
    .where(eq(modelRun.projectId, projectId))
    .orderBy(desc(modelRun.id))
    .limit(limits.shownModelRuns);
  return {
    origins: [...ctx.model.origins],
    isAskable: isAskable(modality, task?.questions ?? []),
    endpoint: row ? viewEndpoint(ctx, row) : null,
    left: row ? await countUnsaid(ctx, { projectId, ...row.terms }) : 0,
    runs: runs.map(viewRun),
  };
}

export async function readRun(ctx: Ctx, input: { slug: string; id: string }): Promise<RunView> {
  const { id: projectId } = await getProjectFor(ctx, input.slug, "task.edit");
  return viewRun(await getRun(ctx, projectId, input.id));
}

export type FailureLine = {
  contribution: string;
  /** The beginning of the item, to know it by. */
  text: string;
  fault: AskFault;
  status: number | null;
  question: string | null;
  message: string | null;
};
const SHOWN_CHARS = 80;

/** Items of a run that came to nothing, and why. */
export async function listFailures(
  ctx: Ctx,
  input: PageInput & { slug: string; id: string },
): Promise<Page<FailureLine>> {
  const { id: projectId, modality } = await getProjectFor(ctx, input.slug, "task.edit");
  const { id: runId } = await getRun(ctx, projectId, input.id);
  const isFailed = and(eq(modelAsk.runId, runId), eq(modelAsk.state, "failed"));
  const rows = await ctx.db
    .select({ ask: modelAsk, content: contribution.content })
    .from(modelAsk)
    .innerJoin(contribution, eq(contribution.id, modelAsk.contributionId))
    .where(and(isFailed, input.cursor ? gt(modelAsk.contributionId, input.cursor) : undefined))
    .orderBy(asc(modelAsk.contributionId))
    .limit(input.limit + 1);
  const page = pageOf(rows, input.limit, ({ ask }) => ask.contributionId);
  const items = page.items.map(({ ask, content: text }) => {
    const content = JSON.parse(text) as Content;
    const [first] = textFieldsOf(modality, content);
    const { contributionId, fault, status, question, message } = ask;
    return {
      ...{ contribution: contributionId, status, question, message, fault: fault ?? "answer" },
      text: [...(first ? (content[first] ?? "") : "")].slice(0, SHOWN_CHARS).join(""),
    };
  });
  return { items, nextCursor: page.nextCursor };
}
