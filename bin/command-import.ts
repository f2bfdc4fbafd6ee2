import { createReadStream, createWriteStream, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import type { z } from "zod";
import type { ColumnMapping } from "#lib/domain/batch";
import {
  type DeclarationInput,
  declarationSchema,
  peopleStatements,
  sources,
  statementWording,
} from "#lib/domain/declaration";
import { languageSchema } from "#lib/domain/language";
import { consentWording } from "#lib/domain/licence";
import { refusal } from "#lib/refusal";
import { type RestClient, restClient } from "./api-client";
import { batchAnswer, previewAnswer, projectAnswer, uploadAnswer } from "./import-answer";

type Options = {
  project: string;
  map: string[];
  language?: string;
  agreeLicence?: boolean;
  licence?: string;
  source: string;
  evidence?: string;
  people?: string;
  yes?: boolean;
};

const POLL_MS = 500;

export function addImport(program: Command): void {
  program
    .command("import")
    .description("contribute the rows of a table to a project of a running Assay (ASSAY_URL, ASSAY_TOKEN)")
    .argument("<file>", "CSV, TSV, JSON or JSONL in UTF-8")
    .requiredOption("--project <slug>", "the project's address")
    .option(
      "--map <field=column>",
      "which column fills a field; repeat it; guessed from the names otherwise",
      collect,
      [],
    )
    .option("--language <tag>", "language of all rows, such as en or zh-TW")
    .option("--licence <name>", "licence of all rows, where the project allows several; its own otherwise")
    .option("--source <source>", `whose work it is: ${sources.join(", ")}`, "own")
    .option("--evidence <link>", "https link that shows that it may be given; needed with third_party")
    .option("--people <statement>", `who can be recognised in pictures and sound: ${peopleStatements.join(", ")}`)
    .option("--agree-licence", "agree to the licence's wording without being asked")
    .option("--yes", "start without being asked (the licence is asked for all the same)")
    .action((file: string, options: Options) => importFile(file, options));
}

async function importFile(given: string, options: Options): Promise<void> {
  const file = resolve(process.env.INIT_CWD ?? ".", given);
  const sizeBytes = sizeOf(file, given);
  const client = restClient();
  const project = await client.get(`/projects/${encodeURIComponent(options.project)}`, projectAnswer);
  say(`Uploading ${basename(file)} (${sizeBytes.toLocaleString("en")} bytes) to ${client.url} …`);
  const uploaded = await client.upload(
    {
      path: `/api/v1/projects/${encodeURIComponent(options.project)}/imports?name=${encodeURIComponent(basename(file))}`,
      bytes: createReadStream(file),
      contentType: "application/octet-stream",
    },
    uploadAnswer,
  );
  const unreadable = uploaded.unreadableRows > 0 ? `, ${uploaded.unreadableRows} of them unreadable` : "";
  say(`${uploaded.rows} rows${unreadable}.`);
  const mapping = await chooseMapping(client, uploaded.id, options);
  const { declaration, consentHash } = declare(project, options);
  await agree(declaration, options);
  await confirm(`Import ${uploaded.rows} rows to "${project.name}"?`, options.yes === true);
  await client.send(
    { method: "POST", path: `/imports/${uploaded.id}/start`, body: { mapping, consentHash, declaration } },
    batchAnswer,
  );
  await follow(client, uploaded.id);
  await report(client, uploaded.id, file);
}

/** The mapping guessed by the server, changed by what was said on the command line, and shown with the first rows. */
async function chooseMapping(client: RestClient, id: string, options: Options): Promise<ColumnMapping> {
  const path = `/imports/${id}/preview`;
  const guessed = await client.send({ method: "POST", path, body: {} }, previewAnswer);
  const columns = { ...guessed.mapping.columns };
  for (const pair of options.map) {
    const [field = "", ...column] = pair.split("=");
    if (column.length === 0)
      throw refusal("input.invalid", `--map ${pair} has no "=". Write field=column, such as text=sentence.`);
    columns[field] = column.join("=");
  }
  let { language } = guessed.mapping;
  if (options.language !== undefined) {
    const tag = languageSchema.safeParse(options.language);
    if (!tag.success)
      throw refusal("input.invalid", `--language ${options.language} is no language tag we know, such as en or zh-TW.`);
    language = tag.data;
    delete columns.language;
  }
  const mapping = language ? { columns, language } : { columns };
  const preview = await client.send({ method: "POST", path, body: { mapping } }, previewAnswer);
  showPreview(preview);
  if (preview.unmapped.length > 0) {
    const flags = preview.unmapped.map((field) =>
      field === "language" ? "--language <tag>" : `--map ${field}=<column>`,
    );
    throw refusal(
      "input.invalid",
      `Not known yet: ${preview.unmapped.join(", ")}. Add ${flags.join(" ")}. The columns are: ${preview.columns.join(", ")}.`,
    );
  }
  return mapping;
}

const SHOWN_ROWS = 5;
const SHOWN_CHARS = 60;

function showPreview({
  mapping,
  rows,
}: {
  mapping: ColumnMapping;
  rows: { line: number; content: Record<string, string> | null; refusals: { reason: string }[] }[];
}): void {
  for (const [field, column] of Object.entries(mapping.columns)) say(`  ${field} = ${column}`);
  if (mapping.language) say(`  language: ${mapping.language}`);
  for (const row of rows.slice(0, SHOWN_ROWS)) {
    const cells = Object.entries(row.content ?? {}).map(([name, text]) => `${name}: ${plain(text)}`);
    const why = row.refusals.map((one) => one.reason).join(", ");
    say(`  line ${row.line}  ${why ? `REFUSED (${why})  ` : ""}${cells.join("  ")}`);
  }
}

// Content is shown without what could steer a terminal.
function plain(text: string): string {
  return [...text.replace(/[\p{Cc}\p{Cf}]+/gu, " ")].slice(0, SHOWN_CHARS).join("");
}

/** What is declared for all rows, from the command line; refused here when the project would refuse it. */
function declare(project: z.infer<typeof projectAnswer>, options: Options) {
  const { licences, declarationHash: wordingHash } = project;
  const licence = options.licence ?? licences[0]?.id;
  const { source, evidence, people } = options;
  const parsed = declarationSchema.safeParse({
    ...{ licence, source, wordingHash },
    ...(evidence === undefined ? {} : { evidence }),
    ...(people === undefined ? {} : { people }),
  });
  const chosen = licences.find(({ id }) => id === licence);
  const [fault] = parsed.error?.issues ?? [];
  if (!chosen || !parsed.success) {
    const option = `--${String(chosen ? fault?.path[0] : "licence")}`;
    throw refusal(
      "input.invalid",
      `${option} cannot be this. ${help[option] ?? `The project takes ${licences.map(({ id }) => id).join(", ")}.`}`,
    );
  }
  return { declaration: parsed.data, consentHash: chosen.consentHash };
}

const help: Record<string, string> = {
  "--source": `Choose one of ${sources.join(", ")}.`,
  "--people": `Choose one of ${peopleStatements.join(", ")}.`,
  "--evidence": "With third_party it is an https:// link of at most 1,000 characters; with own there is none.",
};

async function agree({ licence, source, evidence, people }: DeclarationInput, options: Options): Promise<void> {
  say(`\n${consentWording(licence).split("\n").slice(1).join("\n")}`);
  for (const name of [source, ...(people ? [people] : [])]) say(statementWording[name].join("\n"));
  say(evidence ? `${evidence}\n` : "");
  await confirm("Do you agree?", options.agreeLicence === true, "--agree-licence");
}

async function confirm(question: string, isSaid: boolean, flag = "--yes"): Promise<void> {
  if (isSaid) return;
  if (!process.stdin.isTTY)
    throw refusal("consent.missing", `Nobody can be asked here: "${question}". Say it with ${flag}.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw refusal("consent.missing", "Nothing was imported.");
}

const BAR_CHARS = 30;

/** Shows the progress until the import is over. */
async function follow(client: RestClient, id: string): Promise<void> {
  for (;;) {
    const batch = await client.get(`/imports/${id}`, batchAnswer);
    const share = batch.sizeBytes > 0 ? Math.min(1, batch.readBytes / batch.sizeBytes) : 1;
    const filled = Math.round(share * BAR_CHARS);
    const bar = `[${"#".repeat(filled)}${"-".repeat(BAR_CHARS - filled)}] ${Math.round(share * 100)} %`;
    const line = `${bar}  ${batch.acceptedRows} taken, ${batch.refusedRows} refused`;
    if (process.stderr.isTTY) process.stderr.write(`\r${line}\x1b[K`);
    if (batch.state !== "running") {
      say(process.stderr.isTTY ? "" : line);
      if (batch.state === "finished") return;
      throw refusal(
        "batch.wrong_state",
        `The import was ${batch.state}${batch.failure ? ` (${batch.failure})` : ""}; ${batch.acceptedRows} rows had been taken.`,
      );
    }
    await new Promise((next) => setTimeout(next, POLL_MS));
  }
}

/** Writes the refused rows beside the file; the exit code says whether there were any. */
async function report(client: RestClient, id: string, file: string): Promise<void> {
  const batch = await client.get(`/imports/${id}`, batchAnswer);
  process.stdout.write(`${JSON.stringify({ import: id, taken: batch.acceptedRows, refused: batch.refusedRows })}\n`);
  if (batch.flaggedRows > 0) {
    say(
      `${batch.flaggedRows} of the rows taken are marked for reviewers (personal data, or much like another): see GET /api/v1/imports/${id}/flags`,
    );
  }
  if (batch.refusedRows === 0) return;
  const target = `${file}.refused.csv`;
  const response = await fetch(`${client.url}/api/v1/imports/${id}/report`, {
    headers: {
      authorization: `Bearer ${process.env.ASSAY_TOKEN?.trim()}`,
      "accept-language": (process.env.LANG ?? "en").replace("_", "-"),
    },
  });
  if (!response.ok || !response.body)
    throw refusal("internal", `The report of refused rows could not be read (status ${response.status}).`);
  await pipeline(response.body, createWriteStream(target));
  say(`${batch.refusedRows} rows were refused: see ${target}`);
  process.exitCode = 2;
}

function sizeOf(file: string, given: string): number {
  try {
    const stats = statSync(file);
    if (stats.isFile()) return stats.size;
  } catch {
    // told below
  }
  throw refusal("input.invalid", `There is no file ${given}. Check the path.`);
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

// Progress goes to standard error, so that standard output holds the result alone.
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
