import {
  Ban,
  Check,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CirclePlay,
  CircleX,
  Clock,
  FileUp,
  Hourglass,
  Loader,
  type LucideIcon,
  MessageSquareText,
  PencilLine,
  Undo2,
  X,
} from "lucide-react";
import { useTranslations } from "next-intl";
import type { batchStates } from "#lib/domain/batch";
import type { ContributionStatus } from "#lib/domain/contribution";
import type { ProjectState } from "#lib/domain/project";
import type { Decision } from "#lib/domain/review";
import { Badge, type Tone } from "./badge";

type Look = { tone: Tone; icon: LucideIcon };

const contribution: Record<ContributionStatus, Look> = {
  in_review: { tone: "accent", icon: Hourglass },
  changes_requested: { tone: "warning", icon: PencilLine },
  accepted: { tone: "success", icon: CircleCheck },
  rejected: { tone: "danger", icon: CircleX },
  withdrawn: { tone: "neutral", icon: Undo2 },
};

const project: Record<ProjectState, Look> = {
  draft: { tone: "neutral", icon: CircleDashed },
  open: { tone: "success", icon: CirclePlay },
  paused: { tone: "warning", icon: CirclePause },
  closed: { tone: "neutral", icon: Ban },
};

const decision: Record<Decision, Look> = {
  accept: { tone: "success", icon: Check },
  reject: { tone: "danger", icon: X },
  request_changes: { tone: "warning", icon: MessageSquareText },
};

const batch: Record<(typeof batchStates)[number], Look> = {
  uploaded: { tone: "neutral", icon: FileUp },
  running: { tone: "accent", icon: Loader },
  finished: { tone: "success", icon: CircleCheck },
  failed: { tone: "danger", icon: CircleX },
  cancelled: { tone: "neutral", icon: Ban },
};

const job = {
  waiting: { tone: "neutral", icon: Clock },
  running: { tone: "accent", icon: Loader },
  done: { tone: "success", icon: CircleCheck },
  failed: { tone: "danger", icon: CircleX },
} satisfies Record<string, Look>;

const looks = { contribution, project, decision, batch, job };

export type StatusProps = {
  [K in keyof typeof looks]: { of: K; value: keyof (typeof looks)[K] };
}[keyof typeof looks];

/** A state by colour, word and icon: `<Status of="contribution" value="accepted" />`. */
export function Status(props: StatusProps) {
  const t = useTranslations("common.status");
  const { tone, icon: Icon } = statusLook(props);
  return (
    <Badge tone={tone} icon={<Icon aria-hidden="true" />}>
      {t(`${props.of}.${props.value}` as "contribution.accepted")}
    </Badge>
  );
}

/** Tone and icon of a state, for charts and buttons that mean it. */
function statusLook({ of, value }: StatusProps): Look {
  return (looks[of] as Record<string, Look>)[value] as Look;
}
