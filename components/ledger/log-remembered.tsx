"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/relative-time";
import { lookAtLog, parseMemory } from "./log-look";
import { readMemoryText } from "./log-memory";

const EVERY_MS = 30_000;

/** What this browser itself can say of the log: that the checkpoint it saw before is the beginning of the present one. */
export function LogRemembered() {
  const t = useTranslations("ledger.log.memory");
  const { data, isError } = useQuery({
    queryKey: ["log-memory"],
    queryFn: async () => {
      const before = parseMemory(readMemoryText());
      return { before, answer: await lookAtLog() };
    },
    refetchInterval: EVERY_MS,
    // Proof and storage are the browser's own; a server has neither.
    enabled: typeof window !== "undefined",
  });
  if (isError || data?.answer.state === "unknown")
    return <p className="mt-4 text-sm text-warning-text">{t("unknown")}</p>;
  if (!data || data.answer.state === "alarm") return null;
  const { from } = data.answer;
  return (
    <p className="mt-4 flex gap-2 text-sm" role="status">
      <CircleCheck aria-hidden="true" className="mt-[0.15em] size-[1.3em] shrink-0 text-success-text" />
      <span>
        {from === null || !data.before
          ? t("first")
          : t.rich("proven", {
              from,
              when: () => <DateTime at={data.before?.seenAt ?? ""} />,
            })}
      </span>
    </p>
  );
}
