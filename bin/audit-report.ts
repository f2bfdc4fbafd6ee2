import { pointsText } from "#lib/domain/points";
import { type ReplayFault, replayChecks } from "#lib/domain/replay-fault";
import { toHex } from "#lib/ledger/hex";
import type { LogFault } from "#lib/ledger/log-reader";
import type { AnchorAnswer } from "./audit-anchor";
import type { BoardFault } from "./audit-board";
import type { AuditOutcome } from "./audit-run";
import { boardWords, checkWords, logFaultWords, reasonWords } from "./audit-words";

type Finding = { index: number | null; id: string | null; what: string; look: string };
export type ReportCheck = {
  name: string;
  title: string;
  state: "ok" | "failed" | "not_checked";
  checked: number;
  faults: number;
  /** One line: what was counted, or why it was not checked. */
  text: string;
  first: Finding[];
};

export type AuditReport = {
  format: "assay-audit-report/1";
  log: string;
  at: string;
  verdict: "sound" | "unsound" | "unfinished" | "anchors_not_checked";
  checkpoint: { origin: string; size: number; root: string; note: string } | null;
  /** Entries [from, done) were read now, those before by an earlier audit with the same state. */
  from: number;
  done: number;
  seconds: number;
  /** The most memory that the process had. */
  peakBytes: number;
  checks: ReportCheck[];
  /** Milli-points. */
  totals: AuditOutcome["totals"];
  kinds: Record<string, number>;
  split: AuditOutcome["split"] | null;
  /** What the chain holds beside the log's own roots; null unless --rpc was given. */
  anchors: Omit<AnchorAnswer, "seen"> | null;
};

const count = (value: number) => value.toLocaleString("en");

/** Puts an outcome into the words of a report. */
export function makeReport(
  log: string,
  outcome: AuditOutcome,
  run: { at: Date; seconds: number; peakBytes: number; anchors?: AnchorAnswer | undefined },
): AuditReport {
  const { checkpoint, replay, from, done, totals } = outcome;
  const { head } = checkpoint;
  const checks = [...checkpointChecks(outcome), ...consistencyChecks(outcome), treeCheck(log, outcome)];
  checks.push(...replayCheckLines(log, outcome), boardCheck(outcome));
  // Without a checkpoint that holds, nothing could be compared with a chain.
  if (head) checks.push(anchorCheck(run.anchors));
  const isWhole = head !== undefined && done === head.size && !outcome.isStopped;
  const isFaulty = checks.some((check) => check.state === "failed");
  const found = run.anchors && run.anchors.unread !== null ? "anchors_not_checked" : "sound";
  return {
    format: "assay-audit-report/1",
    log,
    at: run.at.toISOString(),
    verdict: isFaulty ? "unsound" : isWhole ? found : "unfinished",
    checkpoint: head ? { origin: head.origin, size: head.size, root: toHex(head.root), note: head.note } : null,
    from,
    done,
    seconds: Math.round(run.seconds * 10) / 10,
    peakBytes: run.peakBytes,
    checks,
    totals,
    kinds: Object.fromEntries([...replay.kinds].sort(([a], [b]) => (a < b ? -1 : 1))),
    split: outcome.split ?? null,
    anchors: run.anchors ? shownOf(run.anchors) : null,
  };
}

/** Without what is only for the next audit. */
function shownOf({ seen: _, ...anchors }: AnchorAnswer): Omit<AnchorAnswer, "seen"> {
  return anchors;
}

const line = (name: string, title: string, given: Partial<ReportCheck> & { text: string }): ReportCheck => ({
  name,
  title,
  state: "ok",
  checked: 0,
  faults: 0,
  first: [],
  ...given,
});

const stepTitles = {
  note: "Note",
  signature: "Signature",
  checkpoint: "Checkpoint",
  origin: "Origin",
  cosignatures: "Cosignatures",
};

function checkpointChecks({ checkpoint }: AuditOutcome): ReportCheck[] {
  const lines = checkpoint.steps.map(({ name, ok, text }) =>
    line(name, stepTitles[name], {
      text,
      checked: 1,
      state: ok ? "ok" : "failed",
      faults: ok ? 0 : 1,
      first: ok ? [] : [{ index: null, id: null, what: text, look: "read the checkpoint below" }],
    }),
  );
  const isAsked = lines.some((one) => one.name === "cosignatures");
  const unasked = line("cosignatures", "Cosignatures", {
    state: "not_checked",
    text: "no witnesses named (--policy FILE)",
  });
  return checkpoint.head && !isAsked ? [...lines, unasked] : lines;
}

function consistencyChecks({ consistency, split, checkpoint }: AuditOutcome): ReportCheck[] {
  if (!checkpoint.head) return [];
  if (consistency.length === 0)
    return [
      line("consistency", "Consistency", { state: "not_checked", text: "no checkpoint was seen before this one" }),
    ];
  return consistency.map(({ from, source, ok, reason }) => {
    const where = source === "since" ? "given with --since" : "seen last";
    const text = `${ok ? "leads up from" : "does NOT lead up from"} the checkpoint ${where} (${count(from)} entries)`;
    const look = split
      ? "both checkpoints are printed below and written to a file"
      : "read the tiles that are named below";
    const first = ok ? [] : [{ index: null, id: null, what: `${text}: ${reason}`, look }];
    return line("consistency", "Consistency", {
      text,
      checked: 1,
      state: ok ? "ok" : "failed",
      faults: ok ? 0 : 1,
      first,
    });
  });
}

function treeCheck(log: string, { log: found, checkpoint, done, from, split }: AuditOutcome): ReportCheck {
  const name = ["tree", "Tree and tiles"] as const;
  if (!checkpoint.head || split)
    return line(...name, { state: "not_checked", text: "there is no checkpoint to hold it to" });
  const earlier = from > 0 ? `, ${count(from)} of them by an earlier audit` : "";
  const text = `${count(done)} of ${count(checkpoint.head.size)} entries are in it${earlier}`;
  const first = found.first.map((fault) => logFinding(log, fault));
  return line(...name, { text, checked: done, faults: found.count, state: found.count > 0 ? "failed" : "ok", first });
}

function logFinding(log: string, fault: LogFault): Finding {
  const index = "index" in fault ? fault.index : null;
  const what =
    fault.what === "entry"
      ? `entry ${fault.index} ${logFaultWords[fault.reason]}`
      : `${fault.what === "root" ? "the checkpoint" : `${fault.what} ${fault.path}`} ${logFaultWords[fault.reason]}`;
  return { index, id: null, what, look: addressOf(log, fault.path) };
}

function addressOf(log: string, path: string): string {
  if (!/^https?:/.test(log)) return `${log}/${path}`;
  return `${log.replace(/\/+$/, "").replace(/\/log$/, "")}/log/${path}`;
}

function replayCheckLines(log: string, { replay, done, checkpoint, log: found, split }: AuditOutcome): ReportCheck[] {
  if (!checkpoint.head || split) return [];
  return replayChecks.map((check) => {
    const [title, counted] = checkWords[check];
    const tally = replay.tallies[check];
    const until = found.count > 0 ? `, up to entry ${count(done)} only` : "";
    const first = tally.first.map((fault) => replayFinding(log, fault));
    const waiting =
      tally.waiting > 0 ? `; ${count(tally.waiting)} NOT YET: they rest on gold that is still sealed` : "";
    const text = `${count(tally.checked)} ${counted}${waiting}${until}`;
    const state = tally.faults > 0 ? "failed" : "ok";
    return line(check, title, { text, checked: tally.checked, faults: tally.faults, state, first });
  });
}

function replayFinding(log: string, { reason, index, id, kind, detail }: ReplayFault): Finding {
  const facts = Object.entries(detail).map(([name, value]) => `${name} ${value}`);
  const subject = index === null ? `account ${id}` : `${kind ?? "the entry"}`;
  const what = `${subject} ${reasonWords[reason]}${facts.length > 0 ? ` (${facts.join(", ")})` : ""}`;
  const isSite = /^https?:/.test(log);
  const look = index === null ? "sum its entries" : isSite ? `${siteOf(log)}/ledger/${index}` : bundleOf(index);
  return { index, id, what, look };
}

const siteOf = (log: string) => log.replace(/\/+$/, "").replace(/\/log$/, "");
const bundleOf = (index: number) => `entry ${index % 256} of bundle ${Math.floor(index / 256)} (tile/entries)`;

function boardCheck({ boards, checkpoint, log, isStopped, split }: AuditOutcome): ReportCheck {
  const name = ["boards", "Leaderboards"] as const;
  if (!boards) {
    const isEnded = !checkpoint.head || split !== undefined || log.count > 0 || isStopped;
    const text = isEnded
      ? "the log could not be read to its end"
      : "these bytes come without a server that shows boards";
    return line(...name, { state: "not_checked", text });
  }
  const hidden = boards.hidden > 0 ? `, ${count(boards.hidden)} people on none of them (they may have hidden)` : "";
  const text = `${count(boards.rows)} rows of ${count(boards.boards)} boards recomputed${hidden}`;
  const faults = boards.faults.length;
  const first = boards.faults.slice(0, 20).map(boardFinding);
  return line(...name, { text, checked: boards.rows, faults, state: faults > 0 ? "failed" : "ok", first });
}

function boardFinding({ board, reason, userId, shown, recomputed }: BoardFault): Finding {
  const what = `board "${board}" shows ${boardWords[reason]}: ${shown}; the log gives ${recomputed}`;
  return { index: null, id: userId, what, look: `the transfers and verdicts of ${userId} in the log` };
}

function anchorCheck(anchors: AnchorAnswer | undefined): ReportCheck {
  const name = ["anchors", "Anchors"] as const;
  if (!anchors) return line(...name, { state: "not_checked", text: "no node of a chain was named (--rpc URL)" });
  const { place, unread } = anchors;
  if (unread !== null || !place) return line(...name, { state: "not_checked", text: `NOT CHECKED: ${unread}` });
  const whose = place.isClaimed ? " (the log's own word: --contract names the one you trust)" : "";
  const made = anchors.publisher ? `, publisher ${anchors.publisher}` : "";
  const where = `contract ${place.contract}${whose} on chain ${place.chainId}, up to block ${count(place.block)}${made}`;
  const first = anchors.faults.slice(0, 20).map((fault) => ({ index: null, id: null, ...fault }));
  const faults = anchors.faults.length;
  const checked = anchors.anchors.length;
  const text = `${count(checked)} checkpoints of ${where}`;
  return line(...name, { text, checked, faults, state: faults > 0 ? "failed" : "ok", first });
}

const MARKS = { ok: "ok    ", failed: "FAILED", not_checked: "-     " };
const SHOWN = 5;

/** The report for a person to read. */
export function reportText(report: AuditReport): string {
  const { checkpoint, totals, done, from } = report;
  const width = Math.max(...report.checks.map((check) => check.title.length));
  const lines = ["", `Audit of ${report.log}`];
  if (checkpoint) lines.push(`${checkpoint.origin}, ${count(checkpoint.size)} entries, root ${checkpoint.root}`);
  lines.push("");
  for (const check of report.checks) {
    lines.push(`  ${MARKS[check.state]}  ${check.title.padEnd(width)}  ${check.text}`);
    for (const one of check.first.slice(0, SHOWN)) {
      const place = [one.index === null ? "" : `entry ${one.index}`, one.id ?? ""].filter(Boolean).join(", ");
      lines.push(`          ${place ? `${place}: ` : ""}${one.what}`, `            look at: ${one.look}`);
    }
    const more = check.faults - Math.min(check.first.length, SHOWN);
    if (more > 0)
      lines.push(
        `          and ${count(more)} more${check.first.length > SHOWN ? " (--json names the first 20)" : ""}`,
      );
  }
  if (totals.accounts > 0) lines.push("", ...totalLines(totals));
  const read =
    from > 0 ? `${count(done - from)} entries read now, ${count(from)} before` : `${count(done)} entries read`;
  lines.push("", `${verdictText(report)} (${read}, ${report.seconds} s)`);
  if (report.split) lines.push(...splitLines(report.split));
  return `${lines.join("\n")}\n`;
}

function totalLines(totals: AuditOutcome["totals"]): string[] {
  const sums: [string, number][] = [
    ["issued", totals.minted],
    ["treasury", totals.treasury],
    ["budgets", totals.project_budget],
    ["reserved", totals.project_reserved],
    ["people", totals.user_available],
  ];
  const width = Math.max(...sums.map(([, milli]) => pointsText(milli).length));
  return sums.map(([name, milli]) => `  ${name.padEnd(8)}  ${pointsText(milli).padStart(width)} points`);
}

function verdictText({ verdict, done, checkpoint }: AuditReport): string {
  if (verdict === "sound") return "SOUND: everything that was checked holds";
  if (verdict === "anchors_not_checked")
    return "ANCHORS NOT CHECKED: the log holds; whether the chain agrees could not be seen";
  if (verdict === "unsound") return "UNSOUND: see what failed above";
  return `UNFINISHED: ${count(done)} of ${count(checkpoint?.size ?? 0)} entries; run the same again to go on`;
}

function splitLines({ old, now }: { old: string; now: string }): string[] {
  const banner = "!".repeat(78);
  return [
    "",
    banner,
    "THE LOG HAS SHOWN TWO HISTORIES. Both checkpoints below are signed with its key, and the second does",
    "not lead up from the first. That is proof of a fault: publish both.",
    "",
    "--- seen before ---",
    old,
    "--- shown now ---",
    now,
    banner,
  ];
}
