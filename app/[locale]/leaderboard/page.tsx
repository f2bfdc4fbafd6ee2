import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { BoardView } from "#components/board/board-view";
import { Container } from "#components/ui/container";
import { PointsNotice } from "#components/ui/notice";
import { PageHeader } from "#components/ui/page-header";
import { publicApi, queriesOf } from "#lib/api/server";
import { boardPaging, firstChoice } from "#lib/domain/board-paging";
import { alternatesFor } from "#lib/i18n";
import { Prefetched } from "../../prefetched";

export const revalidate = 1;

export function generateStaticParams() {
  return [];
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("board");
  return { title: t("title"), description: t("lead"), alternates: alternatesFor(await getLocale(), "/leaderboard") };
}

export default async function LeaderboardPage() {
  const t = await getTranslations("board");
  const board = queriesOf(publicApi()).board.read.infiniteOptions(boardPaging(firstChoice));
  return (
    <Container className="pb-16">
      <PageHeader title={t("title")} lead={t("lead")} />
      <Prefetched load={(client) => client.prefetchInfiniteQuery(board)}>
        <BoardView />
      </Prefetched>
      <PointsNotice className="mt-8" />
    </Container>
  );
}
