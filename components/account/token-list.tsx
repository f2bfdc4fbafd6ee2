"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { type Column, DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { DateTime, RelativeTime } from "#components/ui/relative-time";
import { useToast } from "#components/ui/toast";
import { type ApiOutputs, api, orpc } from "#lib/client";
import { NewToken } from "./new-token";

type Token = ApiOutputs["token"]["list"][number];

/** The person's API tokens: make one, see when it was used, end it. */
export function TokenList() {
  const t = useTranslations("account.tokens");
  const tokens = useQuery(orpc.token.list.queryOptions({ input: {} }));
  const [isMaking, setIsMaking] = useState(false);
  const [ending, setEnding] = useState<Token>();
  const columns = useTokenColumns(setEnding);
  const make = (
    <Button variant="primary" size="sm" icon={<Plus aria-hidden="true" />} onClick={() => setIsMaking(true)}>
      {t("new")}
    </Button>
  );
  return (
    <>
      <Card title={t("title")} action={make} flush>
        <p className="max-w-3xl px-5 pb-4 text-muted text-sm">{t("lead")}</p>
        {tokens.error ? <ErrorMessage error={tokens.error} onRetry={() => tokens.refetch()} className="m-5" /> : null}
        {tokens.error ? null : (
          <DataTable<Token>
            caption={t("title")}
            columns={columns}
            rows={tokens.data}
            rowId={(token) => token.id}
            skeletonRows={2}
            empty={
              <EmptyState icon={<KeyRound />} title={t("emptyTitle")} className="border-line border-t">
                {t("emptyText")}
              </EmptyState>
            }
          />
        )}
      </Card>
      <NewToken open={isMaking} onOpenChange={setIsMaking} />
      <EndToken token={ending} onClose={() => setEnding(undefined)} />
    </>
  );
}

function useTokenColumns(onEnd: (token: Token) => void): Column<Token>[] {
  const t = useTranslations("account.tokens");
  return useMemo(
    () => [
      { id: "name", header: t("column.name"), rowHeader: true, cell: (token) => token.name },
      { id: "hint", header: t("column.token"), from: "sm", cell: (token) => <code>{token.hint}…</code> },
      {
        id: "scopes",
        header: t("column.scopes"),
        cell: (token) => (
          <span className="flex flex-wrap gap-1">
            {token.scopes.map((scope) => (
              <Badge key={scope}>{t(`scope.${scope}`)}</Badge>
            ))}
          </span>
        ),
      },
      {
        id: "used",
        header: t("column.lastUsed"),
        from: "md",
        cell: (token) => (token.lastUsedAt ? <RelativeTime at={token.lastUsedAt} /> : t("unused")),
      },
      {
        id: "expires",
        header: t("column.expires"),
        from: "sm",
        cell: (token) => (token.expiresAt ? <DateTime at={token.expiresAt} timeless /> : t("never")),
      },
      {
        id: "act",
        header: t("column.act"),
        numeric: true,
        cell: (token) => (
          <Button size="sm" onClick={() => onEnd(token)} aria-label={t("revokeNamed", { name: token.name })}>
            {t("revoke")}
          </Button>
        ),
      },
    ],
    [t, onEnd],
  );
}

function EndToken({ token, onClose }: { token: Token | undefined; onClose: () => void }) {
  const t = useTranslations("account.tokens");
  const toast = useToast();
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: (id: string) => api.token.revoke({ id }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: orpc.token.key() });
      onClose();
      toast({ title: t("revoked"), tone: "success" });
    },
  });
  return (
    <ConfirmDialog
      open={token !== undefined}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("revokeTitle", { name: token?.name ?? "" })}
      description={t("revokeText")}
      action={t("revoke")}
      danger
      pending={end.isPending}
      onConfirm={() => token && end.mutate(token.id)}
    >
      {end.error ? <ErrorMessage error={end.error} /> : null}
    </ConfirmDialog>
  );
}
