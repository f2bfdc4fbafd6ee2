"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge";
import { Hash } from "#components/ui/hash";
import { RelativeTime } from "#components/ui/relative-time";
import { Table, Td, Th, Tr } from "#components/ui/table";
import type { LogState } from "./log-card";

type Witness = LogState["witnesses"][number];

/** Who else has signed the log's checkpoints, how far, and what is wrong where one has not. */
export function WitnessTable({ witnesses, size }: { witnesses: readonly Witness[]; size: number }) {
  const t = useTranslations("ledger.log");
  const format = useFormatter();
  return (
    <div className="-mx-5 mt-4 border-line border-t pt-3">
      <Table caption={t("witnesses")}>
        <thead>
          <tr>
            <Th>{t("witness")}</Th>
            <Th>{t("state")}</Th>
            <Th numeric>{t("seen")}</Th>
            <Th>{t("cosigned")}</Th>
          </tr>
        </thead>
        <tbody>
          {witnesses.map((one) => (
            <Tr key={one.vkey}>
              <Td>
                <span className="block break-all font-medium">{one.name}</span>
                <Hash value={one.vkey} show={10} what={t("vkey")} className="text-muted" />
              </Td>
              <Td>
                <State witness={one} size={size} />
              </Td>
              <Td numeric>{one.size === null ? "–" : format.number(one.size)}</Td>
              <Td className="text-muted">{one.cosignedAt ? <RelativeTime at={one.cosignedAt} /> : "–"}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function State({ witness, size }: { witness: Witness; size: number }) {
  const t = useTranslations("ledger.log.witnessState");
  if (witness.problem !== null) {
    return (
      <>
        <Badge tone="danger">{t("problem")}</Badge>
        <code className="mt-1 block break-words text-muted text-xs">{witness.problem}</code>
      </>
    );
  }
  if (witness.size === null) return <Badge>{t("unasked")}</Badge>;
  return witness.size >= size ? (
    <Badge tone="success">{t("cosigned")}</Badge>
  ) : (
    <Badge tone="warning">{t("lags")}</Badge>
  );
}
