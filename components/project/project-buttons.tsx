"use client";

import { useQuery } from "@tanstack/react-query";
import { ChartNoAxesColumn, ClipboardCheck, LogIn, PencilLine, Settings, Tags } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LinkButton } from "#components/ui/link-button";
import { Skeleton } from "#components/ui/skeleton";
import { type ApiOutputs, orpc } from "#lib/client";
import { isAllowed } from "#lib/domain/policy";
import type { ProjectAction } from "#lib/domain/project-view";

type Actions = ApiOutputs["project"]["actions"];

const REFRESH_MS = 15_000;

/** What this person may do here; what they may not do says why. Asked in the browser, because the page is everybody's. */
export function ProjectButtons({ slug, isClosed }: { slug: string; isClosed: boolean }) {
  const t = useTranslations("project.act");
  const { data, isError } = useQuery(
    orpc.project.actions.queryOptions({ input: { slug }, refetchInterval: REFRESH_MS }),
  );
  if (isError && !data) return null;
  if (!data) {
    return (
      <div aria-busy="true" className="flex gap-2">
        <Skeleton className="h-11.5 w-36 rounded-md" />
        <Skeleton className="h-11.5 w-28 rounded-md" />
      </div>
    );
  }
  const isOwner = data.actions.some(
    ({ action, reason }) => action === "edit" && reason !== "role_missing" && reason !== "signed_out",
  );
  return (
    <section aria-label={t("label")} className="flex max-w-xl flex-col gap-2">
      <div className="flex flex-wrap gap-2">
        {data.roles.includes("anonymous") && !isClosed ? <SignInButton slug={slug} actions={data} /> : null}
        <ActionButton actions={data} action="contribute" icon={<PencilLine aria-hidden="true" />} slug={slug} primary />
        <ActionButton actions={data} action="review" icon={<ClipboardCheck aria-hidden="true" />} slug={slug} />
        <LabelButton slug={slug} isKnown={!data.roles.includes("anonymous")} />
        {isAllowed(data.roles, "quality.read") ? <QualityButton slug={slug} /> : null}
        {isOwner ? (
          <LinkButton
            href={`/projects/${slug}/settings`}
            size="lg"
            variant="ghost"
            icon={<Settings aria-hidden="true" />}
          >
            {t("settings")}
          </LinkButton>
        ) : null}
      </div>
      <Reasons actions={data} />
    </section>
  );
}

type ActionButtonProps = {
  actions: Actions;
  action: "contribute" | "review";
  icon: ReactNode;
  slug: string;
  primary?: boolean;
};

function ActionButton({ actions, action, icon, slug, primary = false }: ActionButtonProps) {
  const t = useTranslations("project");
  const reason = obstacleTo(actions, action);
  if (reason === "signed_out") return null;
  return (
    <LinkButton
      href={`/projects/${slug}/${action}`}
      size="lg"
      variant={primary ? "primary" : "secondary"}
      icon={icon}
      disabledReason={reason ? t(`why.${action}.${reason}`) : undefined}
    >
      {t(`act.${action}`)}
    </LinkButton>
  );
}

/** Only where there is something to label. */
function LabelButton({ slug, isKnown }: { slug: string; isKnown: boolean }) {
  const t = useTranslations("project.act");
  const { data } = useQuery(orpc.task.read.queryOptions({ input: { slug } }));
  if (!isKnown || data?.state !== "open") return null;
  return (
    <LinkButton href={`/projects/${slug}/label`} size="lg" icon={<Tags aria-hidden="true" />}>
      {t("labelItems")}
    </LinkButton>
  );
}

/** How good the labels are, once there are any to be. */
function QualityButton({ slug }: { slug: string }) {
  const t = useTranslations("project.act");
  const { data } = useQuery(orpc.task.read.queryOptions({ input: { slug } }));
  if (!data || data.state === "draft") return null;
  return (
    <LinkButton
      href={`/projects/${slug}/quality`}
      size="lg"
      variant="ghost"
      icon={<ChartNoAxesColumn aria-hidden="true" />}
    >
      {t("quality")}
    </LinkButton>
  );
}

function SignInButton({ slug, actions }: { slug: string; actions: Actions }) {
  const t = useTranslations("project.act");
  if (obstacleTo(actions, "contribute") !== "signed_out") return null;
  return (
    <LinkButton
      href={`/sign-in?next=${encodeURIComponent(`/projects/${slug}`)}`}
      size="lg"
      variant="primary"
      icon={<LogIn aria-hidden="true" />}
    >
      {t("signIn")}
    </LinkButton>
  );
}

// The reasons stand in the page as well: a tooltip does not exist on a phone.
function Reasons({ actions }: { actions: Actions }) {
  const t = useTranslations("project.why");
  const reasons = (["contribute", "review"] as const).flatMap((action) => {
    const reason = obstacleTo(actions, action);
    return reason && reason !== "signed_out" ? [{ action, text: t(`${action}.${reason}`) }] : [];
  });
  if (reasons.length === 0) return null;
  return (
    <ul className="flex flex-col gap-0.5 text-muted text-sm">
      {reasons.map(({ action, text }) => (
        <li key={action}>{text}</li>
      ))}
    </ul>
  );
}

function obstacleTo(actions: Actions, action: ProjectAction) {
  return actions.actions.find((state) => state.action === action)?.reason ?? null;
}
