import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { v7 as uuidv7 } from "uuid";
import type { OpenedDb } from "#db/client";
import { openMemory } from "#db/pglite-open";
import { loadTemplate } from "#db/template";
import { arrangeAnswers } from "#lib/consensus/answers";
import { reachConsensus } from "#lib/consensus/consensus";
import { NO_LABEL } from "#lib/consensus/majority";
import { limits } from "#lib/domain/limits";
import { MILLI_PER_POINT } from "#lib/domain/points";
import { SPOT_CHECK_MOST_TARGET, SPOT_CHECK_RULE } from "#lib/domain/spot-check";
import { FLAT_LABEL_RULE } from "#lib/domain/task";
import { refusal } from "#lib/refusal";
import type { Ctx } from "#lib/services/context";
import { placeCrowdGold, settleCrowd } from "./replay-gold";
import { type Crowd, readCrowd, readLabels } from "./replay-read";
import { writeOutcome } from "./replay-report";
import { auditLedger, readPoints, sealAnswers } from "./replay-run";
import { bringIn, openTasks, setStage } from "./replay-stage";

const pays = { flat: FLAT_LABEL_RULE, "spot-check": SPOT_CHECK_RULE } as const;

type Options = {
  answers: string;
  gold?: string;
  truth?: string;
  out: string;
  price: number;
  pay: keyof typeof pays;
  target: number;
};

export function addReplay(program: Command): void {
  program
    .command("replay")
    .description(
      "run the answers of a published crowd through the real pipeline in a scratch database (docs/labelling.md)",
    )
    .requiredOption("--answers <file>", "CSV with the columns worker, task, label")
    .option("--gold <file>", "CSV with the columns task, label: labels that the model is given")
    .option("--truth <file>", "CSV with the columns task, label: only to measure against")
    .requiredOption("--out <folder>", "where consensus.csv, workers.csv and report.md go")
    .option("--price <points>", "points for each answer", price, 1)
    .addOption(
      new Option("--pay <rule>", "flat, or spot-check by --gold").choices(["flat", "spot-check"]).default("flat"),
    )
    .option("--target <percent>", "accuracy on gold that earns the full price, by spot-check", percent, 90)
    .action(async (options: Options) => {
      process.stdout.write(await replay(options));
    });
}

function price(text: string): number {
  const points = Number(text);
  if (!Number.isInteger(points * MILLI_PER_POINT) || points < 0 || points > limits.maxPricePoints)
    throw new InvalidArgumentError(`a price is from 0 to ${limits.maxPricePoints} points, in thousandths`);
  return points;
}

function percent(text: string): number {
  const share = Number(text);
  if (!(share > 0 && share * 100 <= SPOT_CHECK_MOST_TARGET))
    throw new InvalidArgumentError(`a target is above 0 and at most ${SPOT_CHECK_MOST_TARGET / 100} percent`);
  return share;
}

async function replay(options: Options): Promise<string> {
  const crowd = await readCrowd(options.answers);
  const { rows, repeats, answersOf } = firstAnswers(crowd);
  const [gold, truth] = [
    options.gold ? await readLabels(options.gold, crowd) : undefined,
    options.truth ? await readLabels(options.truth, crowd) : undefined,
  ];
  const rule = pays[options.pay];
  if (rule === SPOT_CHECK_RULE && !gold?.labels.size)
    throw refusal(
      "input.invalid",
      "--pay spot-check needs --gold: a file with the label of tasks that the crowd answered.",
    );
  if ((gold?.labels.size ?? 0) > limits.goldItems && rule === SPOT_CHECK_RULE)
    throw refusal(
      "input.invalid",
      `A task has at most ${limits.goldItems} gold items; ${options.gold} names ${gold?.labels.size}.`,
    );
  const opened = await openMemory(await loadTemplate(join(tmpdir(), "assay-replay")));
  try {
    const ctx = scratchCtx(opened);
    const milli = Math.round(options.price * MILLI_PER_POINT);
    const terms = { price: milli, rule, target: Math.round(options.target * 100) };
    const asGold = rule === SPOT_CHECK_RULE ? (gold?.labels ?? new Map()) : new Map<number, number>();
    const stage = await setStage(ctx, crowd, rows.length, terms);
    if (asGold.size > 0) {
      await bringIn(ctx, stage, crowd, [...asGold.keys()]);
      await placeCrowdGold(ctx, stage, asGold, answersOf);
    }
    await openTasks(
      ctx,
      stage,
      crowd,
      { answersOf, isGold: (task) => asGold.has(task), terms },
      tell("items opened", crowd.tasks.length - asGold.size),
    );
    await sealAnswers(ctx, stage, crowd, { rows, price: milli }, tell("answers sealed", rows.length));
    if (rule === SPOT_CHECK_RULE) await settleCrowd(ctx, stage);
    const answers = arrangeAnswers({
      ...crowd,
      items: crowd.tasks.length,
      workers: crowd.workers.length,
      classes: crowd.labels.length,
      item: crowd.task,
    });
    const known = gold && Int32Array.from(crowd.tasks, (_, task) => gold.labels.get(task) ?? NO_LABEL);
    const consensus = reachConsensus(answers, known);
    const points = await readPoints(ctx, stage);
    const ledger = await auditLedger(ctx);
    const folder = resolve(process.env.INIT_CWD ?? ".", options.out);
    return await writeOutcome(folder, { crowd, answers, repeats, consensus, points, ledger, truth, gold, rule });
  } finally {
    await opened.close();
  }
}

/** The rows that count: the first answer of each worker to each task. */
function firstAnswers({ worker, task, label, tasks }: Crowd) {
  const seen = new Map<string, number>();
  const rows: number[] = [];
  const answersOf = tasks.map(() => 0);
  let otherwise = 0;
  for (let row = 0; row < label.length; row += 1) {
    const key = `${worker[row]} ${task[row]}`;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, row);
      rows.push(row);
      const at = task[row] as number;
      answersOf[at] = (answersOf[at] ?? 0) + 1;
    } else if (label[first] !== label[row]) otherwise += 1;
  }
  const most = answersOf.findIndex((answers) => answers > limits.answersPerItem);
  if (most >= 0)
    throw refusal(
      "input.invalid",
      `task "${tasks[most]}" has ${answersOf[most]} answers; an item takes at most ${limits.answersPerItem}.`,
    );
  return { rows, answersOf, repeats: { rows: label.length - rows.length, otherwise } };
}

function tell(what: string, all: number): (done: number) => void {
  return (done) => {
    process.stderr.write(`\r${what}: ${done} of ${all}${done === all ? "\n" : ""}`);
  };
}

/** The system on a scratch database, with nothing of the outside world: texts need no files, and nobody gets mail. */
function scratchCtx({ db, kind }: OpenedDb): Ctx {
  const refuse = () => Promise.reject(new Error("a replay has no files and sends no mail"));
  const nothing: unknown = new Proxy({}, { get: () => refuse });
  return {
    db,
    databaseKind: kind,
    inTransaction: false,
    actor: { kind: "system" },
    now: () => new Date(),
    newId: () => uuidv7(),
    blob: nothing as Ctx["blob"],
    media: nothing as Ctx["media"],
    mail: nothing as Ctx["mail"],
    openTable: refuse,
    model: nothing as Ctx["model"],
    wake: () => {},
  };
}
