import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { parse } from "csv-parse";
import { limits } from "#lib/domain/limits";
import { countChars } from "#lib/domain/text";
import { refusal } from "#lib/refusal";

/** A crowd's answers as a file tells them; row r says that worker[r] gave task[r] the label label[r], indexes into the names. */
export type Crowd = {
  workers: string[];
  tasks: string[];
  labels: string[];
  worker: number[];
  task: number[];
  label: number[];
};

const NAME_CHARS = 1_000;

/** Answers from a CSV file with the columns worker, task and label, in any order. Refuses what cannot be one of a crowd's, by line. */
export async function readCrowd(file: string): Promise<Crowd> {
  const [workers, tasks, found] = [nameTable(), nameTable(), nameTable()];
  const crowd = { worker: [] as number[], task: [] as number[], label: [] as number[] };
  for await (const { worker, task, label } of readColumns(file, ["worker", "task", "label"])) {
    crowd.worker.push(workers.numberOf(worker ?? ""));
    crowd.task.push(tasks.numberOf(task ?? ""));
    crowd.label.push(found.numberOf(label ?? ""));
  }
  if (crowd.label.length === 0) throw refusal("input.invalid", `${file} has no answers: give it at least one row.`);
  // In one order whatever came first, so that the same answers give the same result.
  const labels = [...found.names].sort(byValue);
  const place = found.names.map((name) => labels.indexOf(name));
  checkLabels(file, labels);
  return {
    workers: workers.names,
    tasks: tasks.names,
    labels,
    ...crowd,
    label: crowd.label.map((at) => place[at] as number),
  };
}

/** Labels by task from a CSV file with the columns task and label; the first of a task counts. Undefined for labels nobody gave. */
export async function readLabels(
  file: string,
  crowd: Crowd,
): Promise<{ labels: Map<number, number>; unknown: number }> {
  const tasks = new Map(crowd.tasks.map((name, at) => [name, at]));
  const labels = new Map<number, number>();
  let unknown = 0;
  for await (const { task, label } of readColumns(file, ["task", "label"])) {
    const at = tasks.get(task ?? "");
    const code = crowd.labels.indexOf(label ?? "");
    if (at === undefined || code < 0) unknown += 1;
    else if (!labels.has(at)) labels.set(at, code);
  }
  return { labels, unknown };
}

function nameTable() {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  return {
    names,
    numberOf(name: string) {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, names.length);
      return names.push(name) - 1;
    },
  };
}

const byValue = (a: string, b: string) => Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0);

function checkLabels(file: string, labels: readonly string[]): void {
  if (labels.length < 2)
    throw refusal("input.invalid", `${file} has one label only ("${labels[0]}"): there is nothing to agree on.`);
  if (labels.length > limits.labelCount)
    throw refusal(
      "input.invalid",
      `${file} has ${labels.length} different labels; a question has at most ${limits.labelCount}. Free texts are no labels.`,
    );
  const long = labels.find((name) => countChars(name) > limits.labelChars);
  if (long !== undefined)
    throw refusal(
      "input.invalid",
      `${file} has a label of more than ${limits.labelChars} characters: "${long.slice(0, 40)}…".`,
    );
}

/** Rows of a CSV file by the columns wanted; refuses a file that cannot be read, lacks a column, or has a cell that is empty or too long. */
async function* readColumns(file: string, wanted: readonly string[]): AsyncGenerator<Record<string, string>> {
  const path = resolve(process.env.INIT_CWD ?? ".", file);
  const source = createReadStream(path);
  const rows = source.pipe(parse({ columns: true, bom: true, trim: true, skip_empty_lines: true, info: true }));
  source.on("error", (error) => rows.destroy(error));
  try {
    for await (const { record, info } of rows as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number };
    }>) {
      for (const name of wanted) checkCell(file, info.lines, name, record[name]);
      yield record;
    }
  } catch (error) {
    if (error instanceof Error && "reason" in error) throw error;
    throw refusal("input.unreadable", `${file} cannot be read as CSV: ${(error as Error).message}`, error);
  }
}

function checkCell(file: string, line: number, name: string, cell: string | undefined): void {
  if (cell === undefined)
    throw refusal(
      "input.invalid",
      `${file} has no column "${name}": its first line names the columns, such as worker,task,label.`,
    );
  if (cell === "")
    throw refusal("input.invalid", `${file}, line ${line}: "${name}" is empty. Fill it or take the line out.`);
  if (cell.length > NAME_CHARS)
    throw refusal("input.invalid", `${file}, line ${line}: "${name}" has more than ${NAME_CHARS} characters.`);
}
