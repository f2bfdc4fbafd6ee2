"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { ErrorMessage } from "#components/shell/error-message";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { PointsNotice } from "#components/ui/notice";
import { Points } from "#components/ui/points";
import { DateTime } from "#components/ui/relative-time";
import { Stat, StatRow } from "#components/ui/stat";
import { useToast } from "#components/ui/toast";
import { type ApiOutputs, orpc } from "#lib/client";
import { parsePoints, pointsText } from "#lib/domain/points";
import { useFaultText } from "./form-context";
import { budgetFault } from "./wizard-state";

type Report = ApiOutputs["project"]["budget"];

/** What was asked, granted, promised, paid and is left; and the way to ask for more. */
export function SettingsBudget({ slug }: { slug: string }) {
  const t = useTranslations("project.budget");
  const { data, error, refetch } = useQuery(orpc.project.budget.queryOptions({ input: { slug } }));
  const figure = (milli: number | undefined) => (milli === undefined ? undefined : <Points milli={milli} bare />);
  return (
    <div className="flex flex-col gap-6">
      <Card>
        {error ? <ErrorMessage error={error} onRetry={() => refetch()} className="mb-4" /> : null}
        <StatRow>
          <Stat label={t("granted")} value={figure(data?.granted)} />
          <Stat label={t("spent")} value={figure(data?.spent)} />
          <Stat label={t("reserved")} value={figure(data?.reserved)} />
          <Stat label={t("left")} value={figure(data?.left)} />
          {data?.returned ? <Stat label={t("returned")} value={figure(data.returned)} /> : null}
        </StatRow>
        <p className="mt-3 text-muted text-sm">{data?.returned ? t("addsReturned") : t("adds")}</p>
        <PointsNotice className="mt-3" />
      </Card>
      {data ? <RequestCard key={data.requested} slug={slug} requested={data.requested} /> : null}
      <GrantsCard grants={data?.grants} />
    </div>
  );
}

function RequestCard({ slug, requested }: { slug: string; requested: number }) {
  const t = useTranslations("project.budget");
  const unit = useTranslations("project.form")("pointsUnit");
  const faultText = useFaultText();
  const client = useQueryClient();
  const toast = useToast();
  const [amount, setAmount] = useState(requested > 0 ? pointsText(requested) : "");
  const [isTried, setTried] = useState(false);
  const request = useMutation(
    orpc.project.requestBudget.mutationOptions({
      onSuccess: async (answer) => {
        await client.invalidateQueries({ queryKey: orpc.project.key() });
        toast({ title: answer.requested > 0 ? t("requestSaved") : t("requestCleared"), tone: "success" });
      },
    }),
  );
  const fault = isTried ? budgetFault(amount) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!budgetFault(amount)) request.mutate({ slug, amount: parsePoints(amount) ?? 0 });
  };
  return (
    <Card title={t("request")}>
      <form onSubmit={submit} noValidate className="flex flex-col items-start gap-4">
        <p className="text-sm">
          {requested > 0
            ? t.rich("requested", { points: () => <Points milli={requested} className="font-semibold" /> })
            : t("requestedNone")}
        </p>
        <div className="flex flex-wrap items-start gap-3">
          <Field
            label={t("amount")}
            hideLabel
            hint={t("requestHint")}
            error={fault && faultText(fault)}
            className="max-w-md"
          >
            <Input
              inputMode="decimal"
              suffix={unit}
              value={amount}
              onChange={(event) => setAmount(event.target.value)}
              autoComplete="off"
            />
          </Field>
          <Button type="submit" variant="primary" className="min-h-10" pending={request.isPending}>
            {t("requestSave")}
          </Button>
        </div>
        <ErrorMessage error={request.error} />
      </form>
    </Card>
  );
}

function GrantsCard({ grants }: { grants: Report["grants"] | undefined }) {
  const t = useTranslations("project.budget");
  return (
    <Card title={t("grants")} flush>
      <DataTable
        caption={t("grants")}
        rows={grants}
        rowId={(grant) => grant.id}
        skeletonRows={2}
        empty={<EmptyState title={t("grantsNone")} />}
        columns={[
          { id: "date", header: t("date"), cell: (grant) => <DateTime at={grant.createdAt} />, rowHeader: true },
          { id: "amount", header: t("amount"), cell: (grant) => <Points milli={grant.amount} bare />, numeric: true },
          {
            id: "entry",
            header: t("entry"),
            cell: (grant) => (
              <Link href={`/ledger/${grant.id}`} className="quiet-link">
                {t("openEntry")}
              </Link>
            ),
          },
        ]}
      />
    </Card>
  );
}
