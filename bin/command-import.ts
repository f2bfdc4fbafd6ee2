import { createReadStream, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { type Command, Option } from "commander";
import type { z } from "zod";
import type { ColumnMapping } from "#lib/domain/batch";
import { hasMedia } from "#lib/domain/content";
import {
  type DeclarationInput,
  declarationSchema,
  peopleStatements,
  sources,
  statementWording,
} from "#lib/domain/declaration";
import { languageSchema } from "#lib/domain/language";
import { consentWording } from "#lib/domain/licence";
import { documentSplits, type ReadingChoice, tableEncodings } from "#lib/domain/table";
import { refusal } from "#lib/refusal";
import { type RestClient, restClient } from "./api-client";
import { batchAnswer, previewAnswer, projectAnswer, uploadAnswer } from "./import-answer";
import { followImport, reportImport, say, showShare } from "./import-follow";
import { importMedia } from "./import-media";

type Options = {
  project: string;
  map: string[];
  language?: string;
  format?: ReadingChoice["format"];
  encoding?: ReadingChoice["encoding"];
  delimiter?: string;
  header?: boolean;
  sheet?: string;
  split?: string;
  resume?: string;
  agreeLicence?: boolean;
  licence?: string;
  source: string;
  evidence?: string;
  people?: string;
  yes?: boolean;
};

const delimiters = { comma: ",", semicolon: ";", tab: "\t", bar: "|" } as const;

export function addImport(program: Command): void {
  program
    .command("import")
    .description(
      "contribute the rows of a table, or files, to a project of a running Assay (ASSAY_URL, ASSAY_TOKEN). Begun again, files that are there are not sent again",
    )
    .argument(
      "<paths...>",
      "one table (CSV, TSV, JSON, JSONL, Excel, Parquet) or document (TXT, Markdown, Word, PDF); or files, folders and archives (ZIP, TAR, TAR.GZ) where the project collects them: what is said of photo.jpg stands in photo.jpg.txt",
    )
    .requiredOption("--project <slug>", "the project's address")
    .option(
      "--map <field=column>",
      "which column fills a field; repeat it; guessed from the names otherwise",
      collect,
      [],
    )
    .addOption(
      new Option("--format <format>", "what the text is, when it is taken for another").choices([
        "csv",
        "jsonl",
        "json",
        "text",
      ]),
    )
    .addOption(
      new Option("--encoding <encoding>", "encoding of the text, when it is not UTF-8").choices([...tableEncodings]),
    )
    .addOption(new Option("--delimiter <name>", "what stands between the cells").choices(Object.keys(delimiters)))
    .option("--header", "the first row names the columns")
    .option("--no-header", "the first row is data already; the columns are called A, B, C")
    .option("--sheet <name>", "sheet of a workbook; the first one otherwise")
    .addOption(
      new Option("--split <how>", "a document as one contribution, or each of its paragraphs").choices([
        ...documentSplits,
      ]),
    )
    .option("--resume <import>", "go on with an import that was begun: its id was printed")
    .option("--language <tag>", "language of all rows, such as en or zh-TW")
    .option("--licence <name>", "licence of all rows, where the project allows several; its own otherwise")
    .option("--source <source>", `whose work it is: ${sources.join(", ")}`, "own")
    .option("--evidence <link>", "https link that shows that it may be given; needed with third_party")
    .option("--people <statement>", `who can be recognised in pictures and sound: ${peopleStatements.join(", ")}`)
    .option("--agree-licence", "agree to the licence's wording without being asked")
    .option("--yes", "start without being asked (the licence is asked for all the same)")
    .action((paths: string[], options: Options) => importPaths(paths, options));
}

async function importPaths(given: string[], options: Options): Promise<void> {
  const paths = given.map((one) => resolve(process.env.INIT_CWD ?? ".", one));
  const client = restClient();
  const project = await client.get(`/projects/${encodeURIComponent(options.project)}`, projectAnswer);
  if (hasMedia(project.modality)) {
    const rights = declare(project, options);
    await agree(rights.declaration, options);
    const language = options.language ?? project.languages[0] ?? "en";
    return importMedia(client, paths, { project, language, ...rights });
  }
  const [file, another] = paths;
  if (!file || another) throw refusal("input.invalid", "This project takes one table at a time.");
  await importFile(client, project, file, given[0] ?? "", options);
}

async function importFile(
  client: RestClient,
  project: z.infer<typeof projectAnswer>,
  file: string,
  given: string,
  options: Options,
): Promise<void> {
  const id = options.resume ?? (await upload(client, file, sizeOf(file, given), options));
  const begun = await client.get(`/imports/${encodeURIComponent(id)}`, batchAnswer);
  if (begun.canResume) {
    say(`Going on where it stopped: ${begun.acceptedRows} taken, ${begun.refusedRows} refused so far.`);
    await client.send({ method: "POST", path: `/imports/${id}/resume`, body: {} }, batchAnswer);
  } else if (begun.state === "uploaded") {
    const mapping = await chooseMapping(client, id, options);
    const { declaration, consentHash } = declare(project, options);
    await agree(declaration, options);
    await confirm(`Import the rows to "${project.name}"?`, options.yes === true);
    await client.send(
      { method: "POST", path: `/imports/${id}/start`, body: { mapping, consentHash, declaration } },
      batchAnswer,
    );
  }
  await followImport(client, id);
  await reportImport(client, id, file);
}

/** Sends the file, and says under which id the import can be gone on with whatever happens. */
async function upload(client: RestClient, file: string, sizeBytes: number, options: Options): Promise<string> {
  const query = new URLSearchParams({ name: basename(file), ...readingOf(options) });
  say(`Uploading ${basename(file)} (${sizeBytes.toLocaleString("en")} bytes) to ${client.url} …`);
  const uploaded = await client.upload(
    {
      path: `/api/v1/projects/${encodeURIComponent(options.project)}/imports?${query}`,
      bytes: counted(file, sizeBytes),
      contentType: "application/octet-stream",
    },
    uploadAnswer,
  );
  const unreadable = uploaded.unreadableRows > 0 ? `, ${uploaded.unreadableRows} of them unreadable` : "";
  say(`${uploaded.rows} rows${unreadable}. This import is ${uploaded.id}: --resume ${uploaded.id} goes on with it.`);
  return uploaded.id;
}

async function* counted(file: string, sizeBytes: number): AsyncGenerator<Uint8Array> {
  let sentBytes = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) {
    sentBytes += chunk.byteLength;
    showShare(sentBytes / sizeBytes, "sent");
    yield chunk;
  }
  showShare(1, "sent; the server looks through it");
}

function readingOf({ format, encoding, delimiter, header, sheet, split }: Options): Record<string, string> {
  const said = {
    ...{ format, encoding, sheet, split },
    delimiter: delimiters[delimiter as keyof typeof delimiters],
    header: header === undefined ? undefined : String(header),
  };
  return Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
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
  reading,
  rows,
}: {
  mapping: ColumnMapping;
  reading: z.infer<typeof previewAnswer>["reading"];
  rows: { line: number; content: Record<string, string> | null; refusals: { reason: string }[] }[];
}): void {
  const { format, encoding, delimiter, header, sheet, unusable } = reading;
  const read = [
    format,
    encoding,
    delimiter && `cells between ${JSON.stringify(delimiter)}`,
    sheet && `sheet ${plain(sheet)}`,
  ];
  say(`  read as ${read.filter(Boolean).join(", ")}${header === false ? ", without a row of names" : ""}`);
  if (unusable.length > 0) say(`  not usable: ${unusable.map(plain).join(", ")}`);
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
