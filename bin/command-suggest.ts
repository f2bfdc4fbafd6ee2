import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { limits } from "#lib/domain/limits";
import { type SuggestionFault, type SuggestionRow, suggestionFaults } from "#lib/domain/model-help";
import { questionsSchema } from "#lib/domain/question";
import { readSuggestions } from "#lib/domain/suggestion-table";
import { refusal } from "#lib/refusal";
import { restClient } from "./api-client";
import { type EndpointOptions, suggestFromEndpoint } from "./command-suggest-endpoint";
import { say } from "./import-follow";

type Options = { project: string; model?: string; modelVersion?: string } & Partial<EndpointOptions>;

/** Bytes of rows that go out in one request, well under what a request may have. */
const PART_BYTES = 700_000;

const NAME_IT = "Say which model it is: --model NAME --model-version VERSION.";

const taskAnswer = z.object({ questions: questionsSchema }).nullable();
const takenAnswer = z.object({
  set: z.int().nullable(),
  taken: z.int(),
  same: z.int(),
  faults: z.array(
    z.object({
      row: z.int(),
      line: z.int().nullable(),
      reason: z.enum(suggestionFaults),
      question: z.string().nullable(),
      message: z.string().nullable(),
    }),
  ),
});

export function addSuggest(program: Command): void {
  program
    .command("suggest")
    .description(
      "send what a model says of a task's items to a running Assay (ASSAY_URL, ASSAY_TOKEN), or have it ask a model. Sent again, nothing is stored twice",
    )
    .argument("[file]", "CSV (columns contribution or content, one for each question, confidence) or JSONL")
    .requiredOption("--project <slug>", "the project's address")
    .option("--model <name>", "the model's name")
    .option("--model-version <version>", "exactly which one: a date, a number, a commit")
    .option(
      "--from-endpoint [address]",
      "have the server ask a model, at the address that is named already or at this one (its key in ASSAY_MODEL_KEY)",
    )
    .option("--kind <kind>", "how it is asked: openai (/chat/completions) or http", "openai")
    .option("--instruction <file>", "what the model is told beside the questions")
    .option("--items <count>", "items that are asked at most (100)")
    .option("--tokens <count>", "tokens after which it stops")
    .action(suggest);
}

async function suggest(given: string | undefined, options: Options): Promise<void> {
  const { project, model, modelVersion: version, fromEndpoint, kind = "openai" } = options;
  const isNamed = model !== undefined && version !== undefined;
  if (fromEndpoint !== undefined) {
    if (given !== undefined) throw refusal("input.invalid", "Give a file or --from-endpoint, not both.");
    if (typeof fromEndpoint === "string" && !isNamed) throw refusal("input.invalid", NAME_IT);
    return suggestFromEndpoint({ ...options, fromEndpoint, kind });
  }
  if (given === undefined)
    throw refusal("input.invalid", "Give a file of suggestions, or --from-endpoint to have a model asked.");
  if (!isNamed) throw refusal("input.invalid", NAME_IT);
  const text = readText(given);
  const client = restClient();
  const place = `/projects/${encodeURIComponent(project)}`;
  const task = await client.get(`${place}/task`, taskAnswer);
  if (!task) throw refusal("task.not_found", `"${project}" asks nothing of its items yet. Write the task first.`);
  const table = readSuggestions(text, task.questions);
  if (table.missing) throw refusal("input.invalid", missing[table.missing]);
  const [faults, sum] = [[...table.faults], { taken: 0, same: 0 }];
  for (const rows of partsOf(table.rows)) {
    const body = { model, version, rows };
    const request = { method: "POST", path: `${place}/suggestion-sets`, body } as const;
    const answer = await client.send(request, takenAnswer);
    sum.taken += answer.taken;
    sum.same += answer.same;
    faults.push(...answer.faults);
    if (answer.set !== null) say(`Set ${answer.set}: ${answer.taken} suggestions.`);
  }
  for (const fault of faults) say(faultText(fault));
  say(`${sum.taken} taken, ${sum.same} there already, ${faults.length} refused.`);
  if (faults.length > 0) process.exitCode = 1;
}

const missing = {
  item: "No column says which item it is. Add contribution (an id or a content's hash) or content (the exact text).",
  question: "No column is called like a question of the task. Call it by its id, such as q1, or by its words.",
};

const why: Record<SuggestionFault["reason"], string> = {
  unreadable: "no JSON object with contribution or content, and answer",
  not_found: "no accepted item is this; give the id, the content's hash or the exact text of one",
  repeated: "the item stood in an earlier line; leave one of them",
  confidence: "the confidence is no number from 0 to 1",
  answer: "the answer does not fit the question",
};

function faultText({ row, line, reason, question, message }: SuggestionFault): string {
  const detail = reason === "answer" ? ` ${question ?? ""} (${message ?? ""})` : "";
  return `  line ${line ?? row}: ${why[reason]}${detail}`;
}

function readText(given: string): string {
  try {
    return readFileSync(resolve(process.env.INIT_CWD ?? ".", given), "utf8");
  } catch (error) {
    throw refusal("input.invalid", `There is no file ${given} that can be read. Check the path.`, error);
  }
}

function* partsOf(rows: readonly SuggestionRow[]): Generator<SuggestionRow[]> {
  let part: SuggestionRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = Buffer.byteLength(JSON.stringify(row));
    if (part.length > 0 && (part.length === limits.suggestionRows || bytes + size > PART_BYTES)) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(row);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
