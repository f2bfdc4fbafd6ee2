"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorMessage, useFieldText } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { MoreButton } from "#components/ui/more-button";
import { type ApiOutputs, orpc } from "#lib/client";

type Failure = ApiOutputs["endpoint"]["failures"]["items"][number];

/** Items of a run that came to nothing, each with the reason and how to mend it; read when somebody wants to see them. */
export function RunFailures({ slug, id, count }: { slug: string; id: string; count: number }) {
  const t = useTranslations("model.run");
  const [isOpen, setOpen] = useState(false);
  const query = useInfiniteQuery(
    orpc.endpoint.failures.infiniteOptions({
      input: (cursor: string | undefined) => ({ slug, id, cursor }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
      enabled: isOpen,
    }),
  );
  return (
    <div className="flex flex-col items-start gap-2">
      <Button size="sm" variant="ghost" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t("failures", { count })}
      </Button>
      {isOpen ? (
        <>
          <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />
          <ul className="list-disc space-y-1 ps-5 text-sm">
            {query.data?.pages
              .flatMap(({ items }) => items)
              .map((failure) => (
                <li key={failure.contribution}>
                  <span className="wrap-anywhere text-muted">{t("item", { text: failure.text })}</span>{" "}
                  <Why failure={failure} />
                </li>
              ))}
          </ul>
          <MoreButton query={query}>{t("more")}</MoreButton>
        </>
      ) : null}
    </div>
  );
}

function Why({ failure: { fault, status, question, message } }: { failure: Failure }) {
  const t = useTranslations("model.run.fault");
  const fieldText = useFieldText();
  return t(fault, { status: status ?? 0, question: question ?? "", why: message ? fieldText(message) : "" });
}
