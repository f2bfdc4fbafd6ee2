import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import {
  type AskFault,
  askFaults,
  endpointTerms,
  type RunCause,
  runCauses,
  runStates,
} from "#lib/domain/model-endpoint";
import { refusal } from "#lib/refusal";
import { type RestClient, restClient } from "./api-client";
import { say, showShare } from "./import-follow";

const POLL_MS = 1_000;
const SHOWN_FAILURES = 100;

export type EndpointOptions = {
  project: string;
  /** True for the model that is named already. */
  fromEndpoint: string | true;
  kind: string;
  model?: string;
  modelVersion?: string;
  instruction?: string;
  items?: string;
  tokens?: string;
};

const runAnswer = z.object({
  id: z.string(),
  state: z.enum(runStates),
  cause: z.enum(runCauses).nullable(),
  items: z.int(),
  asked: z.int(),
  taken: z.int(),
  failed: z.int(),
  tokens: z.int(),
});
const failuresAnswer = z.object({
  items: z.array(
    z.object({
      contribution: z.string(),
      fault: z.enum(askFaults),
      status: z.int().nullable(),
      question: z.string().nullable(),
      message: z.string().nullable(),
    }),
  ),
});

/** Names the model where an address is given, has it asked, and follows the run to its end; the exit code says whether all went well. */
export async function suggestFromEndpoint(options: EndpointOptions): Promise<void> {
  const client = restClient();
  const place = `/projects/${encodeURIComponent(options.project)}`;
  if (typeof options.fromEndpoint === "string") await nameEndpoint(client, place, options, options.fromEndpoint);
  let run = await client.send({ method: "POST", path: `${place}/model-runs` }, runAnswer);
  while (run.state === "running") {
    showShare(run.asked / run.items, `${run.asked} of ${run.items} asked, ${run.failed} failed`);
    await new Promise((next) => setTimeout(next, POLL_MS));
    run = await client.get(`${place}/model-runs/${run.id}`, runAnswer);
  }
  if (process.stderr.isTTY) say("");
  if (run.failed > 0) {
    const query = { limit: SHOWN_FAILURES };
    const { items } = await client.get(`${place}/model-runs/${run.id}/failures`, failuresAnswer, query);
    for (const { contribution, fault, status, question, message } of items)
      say(
        `  ${contribution}: ${why[fault]}${fault === "answer" ? ` ${question ?? ""} (${message ?? ""})` : ""}${status ? ` (${status})` : ""}`,
      );
  }
  say(`${run.asked} asked, ${run.taken} taken, ${run.failed} failed, ${run.tokens} tokens: ${run.state}.`);
  if (run.cause) say(`  ${mend[run.cause]}`);
  if (run.state !== "finished" || run.failed > 0) process.exitCode = 1;
}

async function nameEndpoint(
  client: RestClient,
  place: string,
  options: EndpointOptions,
  address: string,
): Promise<void> {
  const { kind, model, modelVersion: version } = options;
  const secret = process.env.ASSAY_MODEL_KEY?.trim();
  const body = {
    ...{ kind, address, model, version },
    ...(options.instruction === undefined ? {} : { instruction: readText(options.instruction) }),
    ...(options.items === undefined ? {} : { maxItems: Number(options.items) }),
    ...(options.tokens === undefined ? {} : { maxTokens: Number(options.tokens) }),
    ...(secret ? { secret } : {}),
  };
  const named = await client.send(
    { method: "PUT", path: `${place}/model-endpoint`, body },
    z.object({ address: endpointTerms.address, hasSecret: z.boolean() }),
  );
  say(`${named.address} is named, ${named.hasSecret ? "with" : "without"} a key.`);
}

function readText(given: string): string {
  try {
    return readFileSync(resolve(process.env.INIT_CWD ?? ".", given), "utf8");
  } catch (error) {
    throw refusal("input.invalid", `There is no file ${given} that can be read. Check the path.`, error);
  }
}

const why: Record<AskFault, string> = {
  timeout: "no answer in time",
  unreachable: "no connection",
  busy: "the endpoint wants fewer requests",
  server_error: "the endpoint broke",
  refused: "the endpoint refused the request",
  too_large: "the answer is larger than 256 KB",
  cut_off: "the answer was cut off at the model's limit",
  unreadable: 'there is no JSON object with "answer" in what came back',
  confidence: "the confidence is no number from 0 to 1",
  answer: "the answer does not fit the question",
  not_found: "the item was erased meanwhile",
};

const mend: Record<RunCause, string> = {
  key_refused: "The endpoint refused the key. Set ASSAY_MODEL_KEY to one that is good, and name the endpoint again.",
  key_unreadable: "The kept key cannot be read any more. Set ASSAY_MODEL_KEY, and name the endpoint again.",
  not_there: "The endpoint knows no such address or model. Check both.",
  redirected: "The endpoint redirects, which is not followed. Give the address that it leads to.",
  not_allowed: "The operator does not allow this address any more (MODEL_ENDPOINTS).",
  failing: "Ten items in a row came to nothing: see above.",
  tokens: "The cap on tokens is reached. Start again to go on.",
  questions: "The task asks for marks in pictures or recordings now, which models are not asked for.",
  internal: "Something broke on the server. Start again; its log says more.",
};
