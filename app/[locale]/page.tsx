import type { Metadata } from "next";
import { getLocale } from "next-intl/server";
import { LiveLanding } from "#components/landing/live-landing";
import { publicApi, queriesOf } from "#lib/api/server";
import { landingInputs } from "#lib/domain/landing";
import { alternatesFor } from "#lib/i18n";
import { Prefetched } from "../prefetched";

export const revalidate = 1;

export function generateStaticParams() {
  return [];
}

export async function generateMetadata(): Promise<Metadata> {
  return { alternates: alternatesFor(await getLocale(), "/") };
}

export default function LandingPage() {
  const queries = queriesOf(publicApi());
  return (
    <Prefetched
      load={(client) =>
        Promise.all([
          client.prefetchQuery(queries.site.counts.queryOptions({ input: landingInputs.counts })),
          client.prefetchQuery(queries.project.list.queryOptions({ input: landingInputs.projects })),
          client.prefetchQuery(queries.ledger.head.queryOptions({ input: landingInputs.head })),
          client.prefetchQuery(queries.board.read.queryOptions({ input: landingInputs.board })),
        ])
      }
    >
      <LiveLanding />
    </Prefetched>
  );
}
