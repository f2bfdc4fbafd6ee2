"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Progress } from "#components/ui/progress";
import { orpc } from "#lib/client";
import { useSizeText } from "./use-size-text";

// From here on it is worth a warning.
const NEARLY = 0.8;

/** How much room for files the person and the project have left. */
export function RoomNote({ slug }: { slug: string }) {
  const t = useTranslations("media.room");
  const { data } = useQuery(orpc.upload.room.queryOptions({ input: { project: slug } }));
  if (!data) return null;
  return (
    <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
      <Room label={t("person")} room={data.person} />
      {data.share ? <Room label={t("share")} room={data.share} /> : null}
      <Room label={t("project")} room={data.project} />
    </div>
  );
}

function Room({
  label,
  room: { usedBytes, maxBytes },
}: {
  label: string;
  room: { usedBytes: number; maxBytes: number };
}) {
  const t = useTranslations("media.room");
  const sizeText = useSizeText();
  const share = usedBytes / Math.max(1, maxBytes);
  const text = t("used", { used: sizeText(usedBytes), max: sizeText(maxBytes) });
  return (
    <div className="flex flex-col gap-1.5">
      <p className="flex flex-wrap justify-between gap-x-3 text-muted text-xs">
        <span>{label}</span>
        <span className="tabular">{text}</span>
      </p>
      <Progress
        label={label}
        value={Math.round(share * 100)}
        valueText={text}
        tone={share >= NEARLY ? "warning" : "accent"}
      />
    </div>
  );
}
