"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Eraser } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { FormDialog } from "#components/admin/form-dialog";
import { textOf, useForm } from "#components/auth/use-form";
import { ErasureTerms } from "#components/contribution/erasure-terms";
import { Alert } from "#components/ui/alert";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { api, orpc } from "#lib/client";
import { eraseAllInputSchema } from "#lib/domain/erasure";
import { useMe } from "./use-me";

const POLL_MS = 2_000;

/** Erases everything that the person has sent in, after their handle is typed again; tells how far it is. */
export function EraseCard() {
  const t = useTranslations("erasure.all");
  const [isAsking, setAsking] = useState(false);
  const { data } = useQuery({
    ...orpc.contribution.erasure.queryOptions({ input: {} }),
    refetchInterval: ({ state }) => (state.data?.isRunning ? POLL_MS : false),
  });
  return (
    <Card title={t("title")}>
      <p className="max-w-2xl text-muted text-sm">{t("lead")}</p>
      <div className="mt-4 flex max-w-2xl flex-col gap-4">
        {data?.isRunning ? (
          <Alert tone="accent" live>
            {t("running", { left: data.left })}
          </Alert>
        ) : data?.left === 0 ? (
          <p className="text-sm">{t("nothing")}</p>
        ) : null}
        <div>
          <Button
            variant="danger"
            icon={<Eraser aria-hidden="true" />}
            disabled={!data || data.isRunning}
            onClick={() => setAsking(true)}
          >
            {t("action")}
          </Button>
        </div>
      </div>
      {isAsking ? <EraseAllDialog left={data?.left ?? 0} onClose={() => setAsking(false)} /> : null}
    </Card>
  );
}

function EraseAllDialog({ left, onClose }: { left: number; onClose: () => void }) {
  const t = useTranslations("erasure.all");
  const me = useMe();
  const queryClient = useQueryClient();
  const form = useForm({
    schema: eraseAllInputSchema,
    read: (fields) => ({ handle: textOf(fields, "handle") }),
    send: (input) => api.contribution.eraseAll(input),
    onDone: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: orpc.contribution.key() });
    },
  });
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t("ask", { count: left })}
      description={t("text")}
      action={t("confirm")}
      danger
      form={form}
    >
      <ErasureTerms isOpen />
      <Field label={t("handle", { handle: me?.handle ?? "" })} error={form.errorOf("handle")} required>
        <Input name="handle" autoComplete="off" autoCapitalize="none" spellCheck={false} />
      </Field>
    </FormDialog>
  );
}
