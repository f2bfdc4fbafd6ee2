import type { Metadata } from "next";
import { ProfileView } from "#components/profile/profile-view";
import { Container } from "#components/ui/container";
import { publicApi, queriesOf } from "#lib/api/server";
import { Prefetched } from "../../../prefetched";

export const revalidate = 1;

export function generateStaticParams() {
  return [];
}

export async function generateMetadata({ params }: PageProps<"/[locale]/u/[handle]">): Promise<Metadata> {
  return { title: `@${decodeURIComponent((await params).handle)}` };
}

export default async function ProfilePage({ params }: PageProps<"/[locale]/u/[handle]">) {
  const handle = decodeURIComponent((await params).handle);
  const profile = queriesOf(publicApi()).profile.read.queryOptions({ input: { handle } });
  return (
    <Container className="pb-16">
      <Prefetched load={(client) => client.prefetchQuery(profile)}>
        <ProfileView handle={handle} />
      </Prefetched>
    </Container>
  );
}
