"use client";

import { useQuery } from "@tanstack/react-query";
import { orpc } from "#lib/client";
import { landingInputs } from "#lib/domain/landing";
import { Landing } from "./landing";

const REFRESH_MS = 5_000;

/** The front page with live figures: the server's answer first, the browser's own a moment later. */
export function LiveLanding() {
  const options = { refetchInterval: REFRESH_MS };
  const { data: counts } = useQuery(orpc.site.counts.queryOptions({ input: landingInputs.counts, ...options }));
  const { data: projects } = useQuery(orpc.project.list.queryOptions({ input: landingInputs.projects }));
  const { data: head } = useQuery(orpc.ledger.head.queryOptions({ input: landingInputs.head, ...options }));
  const { data: board } = useQuery(orpc.board.read.queryOptions({ input: landingInputs.board }));
  if (!(counts && projects && head && board)) return <Landing data={undefined} />;
  return (
    <Landing
      data={{
        counts,
        projects: projects.items,
        root: { size: head.size, root: head.root, at: head.size > 0 ? head.updatedAt.toISOString() : null },
        top: board.rows.map((row, position) => ({
          rank: row.rank ?? position + 1,
          handle: row.handle,
          name: row.name,
          pointsMilli: row.points,
          acceptedCount: row.accepted,
        })),
      }}
    />
  );
}
