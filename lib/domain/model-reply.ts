import { mapOffsets } from "./code-point";
import type { AskFault, Endpoint } from "./model-endpoint";
import { type AskedItem, markedField, namesToSay, turnBack } from "./model-item";
import { askedQuestions, isCoded, type Question } from "./question";

/** What a model said, before the task's schema has judged it; or why nothing can be made of it. */
export type Said = { answer: Record<string, unknown>; confidence: number | string | null } | SaidFault;
export type SaidFault = { fault: AskFault; question: string | null; message: string | null };

// Where a server counts no tokens: more than texts in any language have, so that a cap is reached rather too early.
const BYTES_PER_TOKEN = 3;

/** The answer in what an endpoint sent, each value in the form that annotators' answers have. */
export function readReply(kind: Endpoint["kind"], text: string, questions: readonly Question[], item: AskedItem): Said {
  return kind === "openai" ? readChat(text, questions, item) : readPlain(text, questions, item);
}

/** Tokens that a request to a chat server cost, as it says; else by its size. */
export function tokensOf(sentBytes: number, text: string): number {
  const told = recordOf(recordOf(parseJson(text))?.usage)?.total_tokens;
  if (typeof told === "number" && Number.isSafeInteger(told) && told >= 0) return told;
  return Math.ceil((sentBytes + text.length) / BYTES_PER_TOKEN);
}

function readPlain(text: string, questions: readonly Question[], item: AskedItem): Said {
  const found = recordOf(parseJson(text));
  const answer = recordOf(found?.answer);
  const confidence = found?.confidence ?? null;
  if (!answer) return faultOf("unreadable");
  if (confidence !== null && typeof confidence !== "number" && typeof confidence !== "string")
    return faultOf("confidence");
  const values = Object.entries(answer).map(([id, value]) => {
    const question = questions.find((one) => one.id === id);
    return [id, question && isCoded(question) && isNamed(value) ? codesOf(question, value) : value];
  });
  return { answer: turnBack(questions, Object.fromEntries(values), item), confidence };
}

function readChat(text: string, questions: readonly Question[], item: AskedItem): Said {
  const [choice] = (recordOf(parseJson(text))?.choices ?? []) as unknown[];
  const { finish_reason: end, message } = recordOf(choice) ?? {};
  if (end === "length") return faultOf("cut_off");
  const content = recordOf(message)?.content;
  const found = typeof content === "string" ? findObject(content) : undefined;
  if (!found) return faultOf("unreadable");
  // Some leave the frame out and give the values alone.
  const given = recordOf(found.answer) ?? found;
  const answer: Record<string, unknown> = {};
  for (const question of questions) {
    const value = given[question.id];
    if (value === undefined || value === null) continue;
    if (isCoded(question)) answer[question.id] = codesOf(question, value);
    else if (question.form.kind !== "spans") answer[question.id] = value;
    else {
      const spans = spansOf(question, value, markedField(item)?.text ?? "");
      if (!spans) return { fault: "answer", question: question.id, message: "quote_missing" };
      answer[question.id] = { spans, relations: [] };
    }
  }
  // A value for what is not asked after the other answers is no fault: only people see questions come and go.
  const asked = askedQuestions(questions, answer).filter(({ id }) => id in answer);
  const kept = Object.fromEntries(asked.map(({ id }) => [id, answer[id]]));
  if (Object.keys(kept).length === 0) return faultOf("unreadable");
  const { confidence } = found;
  const isSure = typeof confidence === "number" && confidence >= 0 && confidence <= 1;
  return { answer: turnBack(questions, kept, item), confidence: isSure ? confidence : null };
}

const faultOf = (fault: AskFault): SaidFault => ({ fault, question: null, message: null });

const isNamed = (value: unknown) =>
  typeof value === "string" || (Array.isArray(value) && value.every((one) => typeof one === "string"));

/** Codes of options by their names; one that names none becomes -1, which the task's schema refuses by its question. */
function codesOf(question: Question, value: unknown): number | number[] {
  const names = namesToSay(question).map((name) => name.trim().toLowerCase());
  const codeOf = (name: unknown) => names.indexOf(String(name).trim().toLowerCase());
  const isMany = question.form.kind === "multi_label" || question.form.kind === "ranking";
  if (!isMany) return codeOf(value);
  return Array.isArray(value) ? value.map(codeOf) : [codeOf(value)];
}

/** Places of quoted parts, in code points; each is looked for after the one before it, then anywhere. Undefined where one does not stand there. */
function spansOf(question: Question, value: unknown, text: string) {
  if (!Array.isArray(value)) return undefined;
  const { toCodePoint } = mapOffsets(text);
  const spans: { from: number; to: number; label: number }[] = [];
  let after = 0;
  for (const one of value) {
    const { quote, class: name } = recordOf(one) ?? {};
    if (typeof quote !== "string" || quote === "") return undefined;
    const later = text.indexOf(quote, after);
    const at = later < 0 ? text.indexOf(quote) : later;
    if (at < 0) return undefined;
    after = at + quote.length;
    spans.push({ from: toCodePoint(at), to: toCodePoint(after), label: codesOf(question, name) as number });
  }
  return spans;
}

/** The JSON object in what a model wrote, without what it thought first and the fence around it. */
function findObject(content: string): Record<string, unknown> | undefined {
  const said = content.replace(/^[\s\S]*<\/think>/, "");
  const [from, to] = [said.indexOf("{"), said.lastIndexOf("}")];
  return from < 0 ? undefined : recordOf(parseJson(said.slice(from, to + 1)));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : undefined;
}
