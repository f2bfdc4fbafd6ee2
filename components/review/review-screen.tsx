"use client";

import { useSingleTab } from "#components/desk/use-single-tab";
import { Container } from "#components/ui/container";
import type { ApiOutputs } from "#lib/client";
import { DeskElsewhere } from "./desk-empty";
import { DeskView } from "./desk-view";
import { useDesk } from "./use-desk";

export type ReviewProject = ApiOutputs["project"]["get"];

/** The reviewing of one project by one person, in one tab. */
export function ReviewScreen({ userId, project }: { userId: string; project: ReviewProject }) {
  const [tab, takeTab] = useSingleTab(`assay.review.${userId}.${project.slug}`);
  const [state, store] = useDesk(userId, project.slug, tab === "active");
  return (
    <Container width="wide" className="flex min-h-[calc(100dvh-3.5rem)] flex-col">
      {tab === "elsewhere" ? (
        <DeskElsewhere onTake={takeTab} />
      ) : (
        <DeskView project={project} state={state} store={store} />
      )}
    </Container>
  );
}
