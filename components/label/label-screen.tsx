"use client";

import { useSingleTab } from "#components/desk/use-single-tab";
import { Container } from "#components/ui/container";
import type { ApiOutputs } from "#lib/client";
import type { LabelTask } from "./label-api";
import { LabelElsewhere } from "./label-empty";
import { LabelView } from "./label-view";
import { useLabelDesk } from "./use-label-desk";

type LabelScreenProps = { userId: string; project: ApiOutputs["project"]["get"]; task: LabelTask };

/** The labelling of one project by one person, in one tab. */
export function LabelScreen({ userId, project, task }: LabelScreenProps) {
  const [tab, takeTab] = useSingleTab(`assay.label.${userId}.${project.slug}`);
  const desk = useLabelDesk(userId, project.slug, tab === "active");
  return (
    <Container width="wide" className="flex min-h-[calc(100dvh-3.5rem)] flex-col">
      {tab === "elsewhere" ? (
        <LabelElsewhere onTake={takeTab} />
      ) : (
        <LabelView project={project} task={task} {...desk} />
      )}
    </Container>
  );
}
