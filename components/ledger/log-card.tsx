"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { Alert } from "#components/ui/alert";
import { Card } from "#components/ui/card";
import { DefinitionList } from "#components/ui/definition-list";
import { Hash } from "#components/ui/hash";
import { DateTime, RelativeTime } from "#components/ui/relative-time";
import { Stat, StatRow } from "#components/ui/stat";
import { type ApiOutputs, orpc } from "#lib/client";
import { sourceContract } from "#lib/domain/log";
import { LogRemembered } from "./log-remembered";
import { WitnessTable } from "./witness-table";

export type LogState = ApiOutputs["ledger"]["log"];

const REFRESH_MS = 2_000;

/** The public log as outsiders hold it: newest signed checkpoint, keys, witnesses, and an alarm when nothing is signed. */
export function LogCard() {
  const t = useTranslations("ledger.log");
  const format = useFormatter();
  const { data: log } = useQuery(orpc.ledger.log.queryOptions({ input: {}, refetchInterval: REFRESH_MS }));
  if (!log) return null;
  const { published, signedSize } = log;
  const waits = published && signedSize !== null && signedSize > published.size && log.needsQuorum;
  const answered = log.witnesses.filter((one) => one.problem === null && one.cosignedAt !== null).length;
  return (
    <>
      {log.halt ? <Halt halt={log.halt} /> : null}
      {waits ? (
        <Alert tone="warning" title={t("waits.title")} live>
          {t("waits.text", { count: signedSize - published.size })}
        </Alert>
      ) : null}
      <Card title={t("title")} action={published ? <LogLinks /> : null}>
        <p className="mb-4 max-w-3xl text-muted text-sm">{t("lead")}</p>
        {published ? (
          <>
            <StatRow>
              <Stat label={t("size")} value={format.number(published.size)} />
              <Stat label={t("published")} value={<RelativeTime at={published.at} />} />
              {log.witnesses.length > 0 ? (
                <Stat label={t("witnesses")} value={t("answered", { answered, all: log.witnesses.length })} />
              ) : null}
            </StatRow>
            <DefinitionList className="mt-4 border-line border-t pt-2" items={facts(t, published, log.vkeys)} />
            <LogRemembered />
          </>
        ) : (
          <p>{t(log.vkeys.length === 0 ? "noKey" : "none")}</p>
        )}
        {log.witnesses.length > 0 ? (
          <WitnessTable witnesses={log.witnesses} size={published?.size ?? 0} />
        ) : (
          <p className="mt-4 text-muted text-sm">{t("noWitness")}</p>
        )}
      </Card>
    </>
  );
}

type Translator = ReturnType<typeof useTranslations<"ledger.log">>;

function facts(t: Translator, published: NonNullable<LogState["published"]>, vkeys: readonly string[]) {
  const origin = published.note.split("\n", 1)[0] ?? "";
  return [
    { term: t("origin"), detail: <code className="break-all">{origin}</code> },
    { term: t("root"), detail: <Hash value={published.root} show="all" what={t("root")} /> },
    ...vkeys.map((vkey) => ({ term: t("vkey"), detail: <Hash value={vkey} show="all" what={t("vkey")} />, key: vkey })),
  ];
}

function LogLinks() {
  const t = useTranslations("ledger.log");
  return (
    <span className="flex flex-wrap gap-x-4 text-sm">
      <a className="link" href="/log/checkpoint">
        {t("checkpointFile")}
      </a>
      <a className="link" href="/log/vkey">
        {t("vkeyFile")}
      </a>
    </span>
  );
}

/** Our own two keepers and a contract have names in the page's language; a witness has its own. */
function sourceText(t: ReturnType<typeof useTranslations<"ledger.log.halt">>, source: string): string {
  if (source === "database") return t("source.database");
  if (source === "state file") return t("source.stateFile");
  const contract = sourceContract(source);
  return contract ? t("source.contract", contract) : source;
}

function Halt({ halt }: { halt: NonNullable<LogState["halt"]> }) {
  const t = useTranslations("ledger.log.halt");
  const format = useFormatter();
  const { detail } = halt;
  const values = {
    source: detail ? sourceText(t, detail.source) : "",
    size: format.number(detail?.size ?? 0),
    treeSize: format.number(detail?.treeSize ?? 0),
  };
  return (
    <Alert tone={halt.reason === "no_key" ? "warning" : "danger"} title={t(`${halt.reason}.title`)} live>
      <p>{t(`${halt.reason}.text`, values)}</p>
      {detail?.root && detail.treeRoot ? (
        <DefinitionList
          className="mt-2"
          items={[
            { term: t("theirRoot", values), detail: <Hash value={detail.root} show="all" /> },
            { term: t("ourRoot", values), detail: <Hash value={detail.treeRoot} show="all" /> },
          ]}
        />
      ) : null}
      <p className="mt-1 text-muted">{t.rich("since", { when: () => <DateTime at={halt.at} /> })}</p>
    </Alert>
  );
}
