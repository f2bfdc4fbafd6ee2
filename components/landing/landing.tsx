import { Container } from "#components/ui/container";
import { Claims } from "./claims";
import { CountRow, type Counts } from "./counts";
import { Hero } from "./hero";
import { LedgerRoot, type LedgerRootView } from "./ledger-root";
import { type OpenProject, OpenProjects } from "./open-projects";
import { type TopContributor, TopContributors } from "./top-contributors";

export type LandingData = {
  counts: Counts;
  projects: readonly OpenProject[];
  root: LedgerRootView;
  top: readonly TopContributor[];
};

/** The front page; without data (the database does not answer) it still says what this is. */
export function Landing({ data }: { data: LandingData | undefined }) {
  return (
    <Container className="space-y-14 sm:space-y-16">
      <Hero />
      {data ? (
        <>
          <CountRow counts={data.counts} />
          <div className="grid items-start gap-x-8 gap-y-14 lg:grid-cols-[minmax(0,1.9fr)_minmax(20rem,1fr)]">
            <OpenProjects projects={data.projects} />
            <div className="space-y-8">
              <TopContributors rows={data.top} />
              <LedgerRoot root={data.root} />
            </div>
          </div>
        </>
      ) : null}
      <Claims />
    </Container>
  );
}
