"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { DefinitionList } from "#components/ui/definition-list";
import { orpc } from "#lib/client";
import type { EndpointState } from "./endpoint-card";

type FactsProps = {
  slug: string;
  data: EndpointState & { endpoint: NonNullable<EndpointState["endpoint"]> };
  onChange: () => void;
};

/** The model that is named, never its key; and the way to change or forget it. */
export function EndpointFacts({ slug, data: { endpoint, origins, isAskable }, onChange }: FactsProps) {
  const t = useTranslations("model.endpoint");
  const { kind, address, model, version, maxItems, maxTokens, instruction, hasSecret, isAllowed } = endpoint;
  return (
    <div className="flex flex-col gap-3">
      <DefinitionList
        items={[
          { term: t("model"), detail: <span className="wrap-anywhere">{t("named", { model, version })}</span> },
          {
            term: t("address"),
            detail: (
              <>
                <code className="wrap-anywhere font-mono">{address}</code>
                <span className="block text-muted">{t(`kind.${kind}`)}</span>
                {isAllowed ? null : <span className="block text-danger-text">{t("notAllowed")}</span>}
              </>
            ),
          },
          { term: t("secret"), detail: t(hasSecret ? "secretKept" : "secretNone") },
          {
            term: t("caps"),
            detail: (
              <>
                <span className="block">{t("mostItems", { count: maxItems })}</span>
                {kind === "openai" && maxTokens !== null ? (
                  <span className="block">{t("mostTokens", { count: maxTokens })}</span>
                ) : null}
              </>
            ),
          },
          ...(instruction
            ? [{ term: t("instruction"), detail: <span className="whitespace-pre-wrap">{instruction}</span> }]
            : []),
        ]}
      />
      <div className="flex flex-wrap gap-3">
        {origins.length > 0 && isAskable ? (
          <Button size="sm" onClick={onChange}>
            {t("change")}
          </Button>
        ) : null}
        <Forget slug={slug} />
      </div>
    </div>
  );
}

function Forget({ slug }: { slug: string }) {
  const t = useTranslations("model.endpoint");
  const [isAsking, setAsking] = useState(false);
  const client = useQueryClient();
  const forget = useMutation(
    orpc.endpoint.remove.mutationOptions({
      onSuccess: () => client.invalidateQueries({ queryKey: orpc.endpoint.key() }),
      onSettled: () => setAsking(false),
    }),
  );
  return (
    <>
      <Button size="sm" variant="ghost" onClick={() => setAsking(true)}>
        {t("forget")}
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t("forgetTitle")}
        description={t("forgetText")}
        action={t("forget")}
        pending={forget.isPending}
        danger
        onConfirm={() => forget.mutate({ slug })}
      />
      <ErrorMessage error={forget.error} className="basis-full" />
    </>
  );
}
