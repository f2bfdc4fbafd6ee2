"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import { DefinitionList } from "#components/ui/definition-list";
import { Hash } from "#components/ui/hash";
import { DateTime, RelativeTime } from "#components/ui/relative-time";
import { Stat, StatRow } from "#components/ui/stat";
import { type ApiOutputs, orpc } from "#lib/client";

type Anchor = NonNullable<ApiOutputs["anchor"]["read"]>;

const REFRESH_MS = 3_000;
const WEI_PER_ETHER = 1e18;

/** The newest checkpoint that a chain holds, and everything that one must know to judge what that is worth. */
export function AnchorCard() {
  const t = useTranslations("ledger.anchor");
  const format = useFormatter();
  const { data: anchor } = useQuery(orpc.anchor.read.queryOptions({ input: {}, refetchInterval: REFRESH_MS }));
  if (anchor === undefined) return null;
  if (anchor === null) {
    return (
      <Card title={t("noneTitle")}>
        <p className="max-w-3xl text-muted text-sm">{t("none")}</p>
      </Card>
    );
  }
  return (
    <>
      {anchor.problem ? <Problem problem={anchor.problem} /> : null}
      <Card
        title={t("title")}
        action={anchor.isDevelopment ? <Badge tone="warning">{t("development")}</Badge> : undefined}
      >
        <p className="mb-4 max-w-3xl text-muted text-sm">{t("lead")}</p>
        {anchor.isDevelopment ? (
          <Alert tone="warning" className="mb-4" title={t("developmentTitle")}>
            {t("developmentText")}
          </Alert>
        ) : null}
        <Figures anchor={anchor} />
        <DefinitionList className="mt-4 border-line border-t pt-2" items={facts(t, format, anchor)} />
      </Card>
    </>
  );
}

function Figures({ anchor: { newest, pending } }: { anchor: Anchor }) {
  const t = useTranslations("ledger.anchor");
  const format = useFormatter();
  return (
    <StatRow>
      <Stat label={t("size")} value={newest && format.number(newest.size)} />
      <Stat label={t("age")} value={newest && <RelativeTime at={newest.at} />} />
      {newest ? <Stat label={t("confirmations")} value={format.number(newest.confirmations)} /> : null}
      {pending ? (
        <Stat label={t("pending")} value={format.number(pending.size)} note={<RelativeTime at={pending.since} />} />
      ) : null}
    </StatRow>
  );
}

type Translator = ReturnType<typeof useTranslations<"ledger.anchor">>;

function facts(
  t: Translator,
  format: ReturnType<typeof useFormatter>,
  { newest, cost, chainId, contract, explorerUrl, checkedAt }: Anchor,
) {
  const explorer = (path: string, value: string, what: string) => (
    <span className="flex flex-wrap items-baseline gap-x-3">
      <Hash value={value} show="all" what={what} />
      {explorerUrl ? (
        <a
          aria-label={`${t("explorer")}: ${what}`}
          className="link"
          href={`${explorerUrl}/${path}/${value}`}
          rel="noreferrer"
          target="_blank"
        >
          {t("explorer")}
        </a>
      ) : null}
    </span>
  );
  return [
    { term: t("chain"), detail: <span className="tabular">{chainId}</span> },
    { term: t("contract"), detail: explorer("address", contract, t("contract")) },
    ...(newest
      ? [
          { term: t("root"), detail: <Hash value={newest.root} show="all" what={t("root")} /> },
          { term: t("transaction"), detail: explorer("tx", newest.txHash, t("transaction")) },
          { term: t("block"), detail: <span className="tabular">{newest.block}</span> },
        ]
      : []),
    ...(cost ? [{ term: t("cost"), detail: <span className="tabular">{costText(t, format, cost)}</span> }] : []),
    ...(checkedAt ? [{ term: t("checked"), detail: <RelativeTime at={checkedAt} /> }] : []),
  ];
}

function costText(
  t: Translator,
  format: ReturnType<typeof useFormatter>,
  { gasUsed, wei }: NonNullable<Anchor["cost"]>,
): string {
  const ether = format.number(Number(wei) / WEI_PER_ETHER, { maximumSignificantDigits: 3 });
  return `${format.number(gasUsed)} · ${t("gas", { ether })}`;
}

function Problem({ problem: { problem, detail, since } }: { problem: NonNullable<Anchor["problem"]> }) {
  const t = useTranslations("ledger.anchor.problem");
  const isAlarm = problem === "mismatch" || problem === "behind";
  return (
    <Alert tone={isAlarm ? "danger" : "warning"} title={t(`${problem}.title`)} live>
      <p>{t(`${problem}.text`)}</p>
      <p className="mt-1 break-words text-muted">
        <code>{detail}</code> · {t.rich("since", { when: () => <DateTime at={since} /> })}
      </p>
    </Alert>
  );
}
