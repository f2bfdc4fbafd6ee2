"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { MediaFacts, MediaThumb } from "#components/media/media-figure";
import { Card } from "#components/ui/card";
import { LinkButton } from "#components/ui/link-button";
import { Skeleton } from "#components/ui/skeleton";
import { orpc } from "#lib/client";
import { contentLine } from "./content-text";

const SHOWN = 5;

/** Pieces that reviewers sent back: the one thing on this page that waits for its reader. */
export function WaitingCard({ count }: { count: number }) {
  const t = useTranslations("contribution.me");
  const { data } = useQuery(
    orpc.contribution.mine.queryOptions({ input: { status: "changes_requested", limit: SHOWN } }),
  );
  return (
    <Card title={t("waiting")} className="border-warning/50">
      <p className="text-muted text-sm">{t("waitingText", { count })}</p>
      <ul className="mt-3 flex flex-col divide-y divide-line">
        {data ? (
          data.items.map((item) => (
            <li key={item.id} className="flex items-center justify-between gap-4 py-2.5">
              {item.media ? <MediaThumb media={item.media} className="size-10" /> : null}
              <div className="min-w-0 grow">
                {item.media && contentLine(item.content) === "" ? (
                  <MediaFacts media={item.media} />
                ) : (
                  <p lang={item.language} className="truncate">
                    {contentLine(item.content)}
                  </p>
                )}
                <p className="text-muted text-sm">{item.project.name}</p>
              </div>
              <LinkButton size="sm" href={`/contributions/${item.id}`}>
                {t("revise")}
              </LinkButton>
            </li>
          ))
        ) : (
          <li>
            <Skeleton className="my-2.5 h-9" />
          </li>
        )}
      </ul>
    </Card>
  );
}
