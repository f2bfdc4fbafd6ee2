"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { AnswerView } from "#components/label/answer-view";
import { MediaFigure } from "#components/media/media-figure";
import { ErrorMessage } from "#components/shell/error-message";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { type ApiOutputs, orpc } from "#lib/client";
import type { Answer } from "#lib/domain/answer";
import type { GoldState } from "#lib/domain/gold";
import { limits } from "#lib/domain/limits";
import type { Question } from "#lib/domain/question";

type Line = ApiOutputs["gold"]["list"]["items"][number];
type Shown = Pick<Line, "language" | "fields" | "media">;

/** What stands in an item. */
export function GoldContent({ item }: { item: Shown }) {
  return (
    <div className="flex min-w-0 grow basis-64 flex-col gap-2">
      {item.media ? <MediaFigure media={item.media} lang={item.language} height="short" /> : null}
      {item.fields.map(({ name, text }) => (
        <p key={name} lang={item.language} dir="auto" className="whitespace-pre-wrap break-words">
          {text}
        </p>
      ))}
    </div>
  );
}

const tones: Record<GoldState, "neutral" | "success" | "warning"> = {
  draft: "neutral",
  ready: "success",
  retired: "neutral",
  suspended: "warning",
};

type GoldLinesProps = { slug: string; questions: readonly Question[]; lines: readonly Line[] | undefined };

/** Gold as it stands: what is known, how often it was served and answered rightly, and taking it out of use. */
export function GoldLines({ slug, questions, lines }: GoldLinesProps) {
  const t = useTranslations("gold");
  const format = useFormatter();
  const client = useQueryClient();
  const retire = useMutation(
    orpc.gold.retire.mutationOptions({ onSuccess: () => client.invalidateQueries({ queryKey: orpc.gold.key() }) }),
  );
  if (!lines || lines.length === 0) return null;
  return (
    <Card title={t("list")}>
      <ErrorMessage error={retire.error} />
      <ul className="flex flex-col divide-y divide-line">
        {lines.map((line) => (
          <li key={line.contribution} className="flex flex-col gap-2 py-4 first:pt-0">
            <div className="flex flex-wrap items-start justify-between gap-3">
              <GoldContent item={line} />
              <Badge tone={tones[line.state]}>{t(`state.${line.state}`)}</Badge>
            </div>
            <AnswerView questions={questions} answer={line.answer as Answer} item={line} />
            {line.hint ? <p className="text-muted text-sm">{t("teaches", { hint: line.hint })}</p> : null}
            <div className="flex flex-wrap items-center justify-between gap-3 text-muted text-sm">
              <span className="tabular">
                {line.set === null
                  ? t("notServed")
                  : t("served", {
                      times: line.exposures,
                      most: limits.goldExposures,
                      right:
                        line.answered === 0
                          ? "–"
                          : format.number(line.right / line.answered, { style: "percent", maximumFractionDigits: 0 }),
                    })}
              </span>
              {line.state === "draft" || line.state === "ready" ? (
                <Button
                  size="sm"
                  variant="ghost"
                  pending={retire.isPending && retire.variables?.contribution === line.contribution}
                  onClick={() => retire.mutate({ slug, contribution: line.contribution })}
                >
                  {t(line.state === "draft" ? "remove" : "retire")}
                </Button>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
