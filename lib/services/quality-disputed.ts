import { and, arrayContains, asc, eq, gt, lt, or } from "drizzle-orm";
import { consensusLabel } from "#db/schema/consensus";
import { contribution } from "#db/schema/contribution";
import { item } from "#db/schema/task";
import type { AnswerValue } from "#lib/domain/answer";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import type { Ctx } from "./context";
import { type LabelledItem, viewItems } from "./item-list";
import { getProjectFor } from "./project-find";

export type DisagreedItem = LabelledItem & {
  /** Of two answers drawn at random, how often they are the same, in basis points. */
  agreement: number;
  /** What all items together make of it, and what most people said; null without, or where it is no code. */
  together: { value: AnswerValue | null; confidence: number; majority: AnswerValue | null; differs: boolean };
};

type Wanted = PageInput & { slug: string; question: string; one?: number | undefined; other?: number | undefined };

/** Closed items where people differ, those with the least agreement first; of a pair of labels those where somebody gave each. */
export async function listDisagreements(ctx: Ctx, input: Wanted): Promise<Page<DisagreedItem>> {
  const { id, modality } = await getProjectFor(ctx, input.slug, "quality.read");
  const [agreement, after] = input.cursor?.split("|") ?? [];
  const codes = [input.one, input.other].filter((code) => code !== undefined);
  const rows = await ctx.db
    .select({ label: consensusLabel, item, content: contribution.content })
    .from(consensusLabel)
    .innerJoin(item, eq(item.contributionId, consensusLabel.contributionId))
    .innerJoin(contribution, eq(contribution.id, consensusLabel.contributionId))
    .where(
      and(
        eq(consensusLabel.projectId, id),
        eq(consensusLabel.question, input.question),
        lt(consensusLabel.agreement, 10_000),
        codes.length > 0 ? arrayContains(consensusLabel.given, codes) : undefined,
        agreement && after ? isPast(Number(agreement), after) : undefined,
      ),
    )
    .orderBy(asc(consensusLabel.agreement), asc(consensusLabel.contributionId))
    .limit(input.limit + 1);
  const page = pageOf(rows, input.limit, ({ label }) => `${label.agreement}|${label.contributionId}`);
  const views = await viewItems(ctx, modality, page.items);
  const items = views.map((view, at) => {
    const { label } = page.items[at] as (typeof page.items)[number];
    const { confidence, differs } = label;
    const value = label.value === true ? null : (label.value as AnswerValue | null);
    return {
      ...view,
      agreement: label.agreement ?? 0,
      together: { value, confidence, majority: label.majority as AnswerValue | null, differs },
    };
  });
  return { items, nextCursor: page.nextCursor };
}

function isPast(agreement: number, id: string) {
  return or(
    gt(consensusLabel.agreement, agreement),
    and(eq(consensusLabel.agreement, agreement), gt(consensusLabel.contributionId, id)),
  );
}
