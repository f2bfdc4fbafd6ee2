import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { anchorProblems } from "#lib/domain/anchor";
import { haltReasons } from "#lib/domain/log";
import type { Health } from "#lib/services/health";
import type { MetricReading } from "#lib/services/metric-read";

const WEI_PER_COIN = 1e18;

type Sample = { value: number | null | undefined; labels?: Record<string, string | number> };
type Add = (name: string, help: string, ...samples: Sample[]) => void;

// On globalThis, because a reload makes this module anew, and the process is to be measured once.
const shared = globalThis as { assayProcessMetrics?: Registry };

/** Metrics in Prometheus' text format; those of the database only where it could be read. */
export async function metricsText(health: Health, reading: MetricReading | undefined): Promise<string> {
  const registry = new Registry();
  const add: Add = (name, help, ...samples) => {
    const known = samples.filter(({ value }) => value !== null && value !== undefined);
    if (known.length === 0) return;
    const labelNames = Object.keys(known[0]?.labels ?? {});
    const gauge = new Gauge({ name: `assay_${name}`, help, labelNames, registers: [registry] });
    for (const { value, labels } of known) gauge.set(labels ?? {}, value ?? 0);
  };
  const parts = Object.entries(health.parts).map(([part, state]) => ({ value: bit(state === "ok"), labels: { part } }));
  add("part_ok", "Whether a part that /api/health names works.", ...parts);
  if (reading) {
    addLog(add, reading);
    addAnchor(add, reading);
    addWork(add, reading);
  }
  shared.assayProcessMetrics ??= processRegistry();
  return `${await registry.metrics()}\n${await shared.assayProcessMetrics.metrics()}`;
}

export const metricsType = Registry.PROMETHEUS_CONTENT_TYPE;

function processRegistry(): Registry {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return register;
}

const bit = (is: boolean) => (is ? 1 : 0);
const secondsSince = (now: Date, at: Date | null | undefined) =>
  at && Math.max(0, (now.getTime() - at.getTime()) / 1_000);

function addLog(add: Add, { now, entries, log, outbox }: MetricReading): void {
  add("log_entries", "Entries that have their place in the log.", { value: entries });
  add("log_signed_entries", "Entries under the newest signed checkpoint.", { value: log.signedSize });
  add("log_published_entries", "Entries under the newest published checkpoint.", { value: log.published?.size });
  add("log_checkpoint_age_seconds", "Age of the newest published checkpoint.", {
    value: secondsSince(now, log.published?.at),
  });
  const halts = haltReasons.map((reason) => ({ value: bit(log.halt?.reason === reason), labels: { reason } }));
  add("log_halted", "1 for the reason why nothing is signed.", ...halts);
  add("outbox_entries", "Entries that wait for their place in the log.", { value: outbox.entries });
  add("outbox_oldest_seconds", "How long the oldest of them waits.", {
    value: secondsSince(now, outbox.oldestAt) ?? 0,
  });
  const witnesses = log.witnesses.map(({ name, size, problem }) => ({ labels: { witness: name }, size, problem }));
  add(
    "witness_entries",
    "Entries under a witness's newest cosignature.",
    ...witnesses.map(({ labels, size }) => ({ labels, value: size })),
  );
  add(
    "witness_failing",
    "1 for a witness whose last answer was none, or a no.",
    ...witnesses.map(({ labels, problem }) => ({ labels, value: bit(problem !== null) })),
  );
}

function addAnchor(add: Add, { now, log, anchor }: MetricReading): void {
  if (!anchor) return;
  const { chainId, contract, newest, cost, pending, problem, checkedAt, balanceWei } = anchor;
  add("anchor_info", "The contract that the log is anchored in.", {
    value: 1,
    labels: { chain_id: chainId, contract },
  });
  add("anchor_entries", "Entries under the newest anchored checkpoint.", { value: newest?.size ?? 0 });
  add("anchor_lag_entries", "Published entries that are not anchored yet.", {
    value: Math.max(0, (log.published?.size ?? 0) - (newest?.size ?? 0)),
  });
  add("anchor_age_seconds", "Age of the newest anchor.", { value: secondsSince(now, newest?.at) });
  add("anchor_look_age_seconds", "How long ago the chain was last read.", { value: secondsSince(now, checkedAt) });
  add("anchor_pending", "1 while an anchor is on its way.", { value: bit(pending !== null) });
  const problems = anchorProblems.map((name) => ({ value: bit(problem?.problem === name), labels: { problem: name } }));
  add("anchor_problem", "1 for what is wrong with the anchoring.", ...problems);
  add("anchor_balance_coins", "What the paying account has, in the chain's coin.", { value: coins(balanceWei) });
  add("anchor_last_cost_coins", "What the last anchor cost, in the chain's coin.", { value: coins(cost?.wei) });
  add("anchor_last_gas", "Gas that the last anchor used.", { value: cost?.gasUsed });
}

const coins = (wei: string | null | undefined) => (wei ? Number(wei) / WEI_PER_COIN : null);

function addWork(add: Add, { now, jobs, beatAt }: MetricReading): void {
  const lines = jobs.map(({ kind, state, count }) => ({ value: count, labels: { kind, state } }));
  add("jobs", "Jobs that wait, run or have failed.", ...lines);
  add("loop_age_seconds", "How long ago a process last went round the job loop.", { value: secondsSince(now, beatAt) });
}
