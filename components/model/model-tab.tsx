"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { ErrorMessage } from "#components/shell/error-message";
import { Alert } from "#components/ui/alert";
import { Card } from "#components/ui/card";
import { Checkbox } from "#components/ui/checkbox";
import { SkeletonText } from "#components/ui/skeleton";
import { type ApiOutputs, orpc } from "#lib/client";
import { SPOT_CHECK_RULE } from "#lib/domain/spot-check";
import { EndpointCard } from "./endpoint-card";
import { SuggestionImport } from "./suggestion-import";
import { SuggestionSets } from "./suggestion-sets";

type TaskView = NonNullable<ApiOutputs["task"]["read"]>;

/** What models say of a task's items: whether annotators see it and what that costs, sending more, and what came so far. */
export function ModelTab({ slug, task }: { slug: string; task: TaskView }) {
  const query = useQuery(orpc.suggestion.read.queryOptions({ input: { slug } }));
  const help = query.data;
  if (query.error) return <ErrorMessage error={query.error} onRetry={() => void query.refetch()} />;
  if (!help) return <SkeletonText lines={6} />;
  return (
    <div className="flex flex-col gap-6">
      <Setting slug={slug} task={task} help={help} />
      {task.state === "closed" ? null : <EndpointCard slug={slug} />}
      {task.state === "closed" ? null : <SuggestionImport slug={slug} questions={task.questions} />}
      <SuggestionSets sets={help.sets} />
    </div>
  );
}

type SettingProps = { slug: string; task: TaskView; help: ApiOutputs["suggestion"]["read"] };

function Setting({ slug, task, help }: SettingProps) {
  const t = useTranslations("model");
  const format = useFormatter();
  const client = useQueryClient();
  const show = useMutation(
    orpc.suggestion.show.mutationOptions({
      onSuccess: () => client.invalidateQueries({ queryKey: orpc.suggestion.key() }),
    }),
  );
  return (
    <Card title={t("title")}>
      <div className="flex max-w-prose flex-col gap-4">
        <p className="text-muted">{t("text")}</p>
        <Checkbox
          label={t("show")}
          hint={t("showHint", { share: format.number(help.share / 10_000, { style: "percent" }) })}
          checked={show.isPending ? show.variables.isShown : help.isShown}
          disabled={show.isPending || task.state === "closed"}
          onChange={(event) => show.mutate({ slug, isShown: event.target.checked })}
        />
        <Alert tone="warning" title={t("costTitle")}>
          {t("cost")}
        </Alert>
        {task.rewardRule === SPOT_CHECK_RULE ? <p className="text-muted text-sm">{t("gold")}</p> : null}
        <p className="text-sm">{t(help.isShown ? "now.shown" : "now.hidden", { items: help.items })}</p>
        <ErrorMessage error={show.error} />
      </div>
    </Card>
  );
}
