import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EntryView } from "#components/ledger/entry-view";
import { Container } from "#components/ui/container";
import { publicApi, queriesOf } from "#lib/api/server";
import { Prefetched } from "../../../prefetched";

export const revalidate = 1;

export function generateStaticParams() {
  return [];
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("ledger");
  return { title: t("title") };
}

export default async function EntryPage({ params }: PageProps<"/[locale]/ledger/[ref]">) {
  const reference = decodeURIComponent((await params).ref);
  const entry = queriesOf(publicApi()).ledger.entry.queryOptions({ input: { ref: reference } });
  return (
    <Container className="pb-16">
      <Prefetched load={(client) => client.prefetchQuery(entry)}>
        <EntryView reference={reference} />
      </Prefetched>
    </Container>
  );
}
