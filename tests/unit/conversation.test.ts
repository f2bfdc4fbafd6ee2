import { describe, expect, it } from "vitest";
import { comparableContent, contentSchema, textFieldsOf } from "#lib/domain/content";
import { fieldsOfTurns, readMessages, type Turn, turnsOf } from "#lib/domain/conversation";
import { limits } from "#lib/domain/limits";
import { findInContent } from "#lib/domain/personal-data";
import { canonicalText, parseCanonical } from "#lib/ledger/canonical";
import { encodeUtf8 } from "#lib/ledger/utf8";

const schema = contentSchema("conversation", { kind: "none" });
const turns: Turn[] = [
  { role: "system", text: "You help at a harbour." },
  { role: "user", text: "When does the ferry leave?" },
  { role: "assistant", text: "At a quarter to nine." },
];
const messages = turns.map(({ role, text }) => ({ role, content: text }));
const issuesOf = (value: unknown) =>
  schema.safeParse(value).error?.issues.map((one) => `${one.path.join(".")}: ${one.message}`);
const many = (count: number): Turn[] =>
  Array.from({ length: count }, (_, at) => ({ role: at % 2 ? "assistant" : "user", text: `line ${at}` }));

describe("a conversation", () => {
  it("is the same content as a list of messages, as its JSON text, and turn by turn, whose canonical form keeps their order", () => {
    const content = schema.parse({ messages });
    expect(content).toEqual(fieldsOfTurns(turns));
    expect(schema.parse({ messages: JSON.stringify(messages) })).toEqual(content);
    expect(schema.parse(content)).toEqual(content);
    expect(turnsOf(content)).toEqual(turns);
    expect(Object.keys(JSON.parse(canonicalText(content)))).toEqual([
      "turn_01_system",
      "turn_02_user",
      "turn_03_assistant",
    ]);
    expect(parseCanonical(encodeUtf8(canonicalText(content))).ok).toBe(true);
    expect(turnsOf(schema.parse({ messages: many(12).map(({ role, text }) => ({ role, content: text })) }))).toEqual(
      many(12),
    );
  });

  it("keeps each text as it was given, and is found as a duplicate whatever its white space", () => {
    const given = fieldsOfTurns(turns.map((turn) => ({ ...turn, text: ` ${turn.text}\r\n` })));
    expect(schema.parse(given)).toEqual(given);
    expect(comparableContent(given)).toEqual(comparableContent(fieldsOfTurns(turns)));
  });

  it.each([
    ["no turn", {}, "messages: required"],
    ["an empty cell", { messages: "" }, "messages: required"],
    ["what is no list of messages", { messages: "User: hello" }, "messages: not_messages"],
    [
      "a message with more than a text",
      { messages: [{ role: "user", content: "a", tool_calls: [] }] },
      "messages: wrong_type",
    ],
    ["one turn", fieldsOfTurns(many(1)), "messages: too_few_turns"],
    ["too many", fieldsOfTurns(many(limits.conversationTurns + 1)), "messages: too_many_turns"],
    ["a gap", { turn_01_user: "a", turn_03_assistant: "b" }, "messages: turns_not_in_row"],
    ["a place twice", { turn_01_user: "a", turn_01_assistant: "b" }, "messages: turns_not_in_row"],
    ["a late system", { turn_01_user: "a", turn_02_system: "b" }, "messages: system_not_first"],
    ["one side", { turn_01_user: "a", turn_02_user: "b" }, "messages: one_side_only"],
    ["a stranger", { ...fieldsOfTurns(turns), turn_04_tool: "x" }, "turn_04_tool: not_asked"],
    ["an empty turn", { turn_01_user: " ", turn_02_assistant: "b" }, "turn_01_user: required"],
  ])("is refused for %s, and says so", (_, value, issue) => {
    expect(issuesOf(value)).toContain(issue);
  });

  it("is read from what chat programs write, and only where nothing would be lost", () => {
    expect(readMessages([{ role: "developer", content: "Be brief.", name: null }])).toEqual([
      { role: "system", text: "Be brief." },
    ]);
    expect(readMessages([{ role: "tool", content: "42" }])).toBeUndefined();
    expect(readMessages([{ role: "user", content: [{ type: "text", text: "a" }] }])).toBeUndefined();
    expect(readMessages("[")).toBeUndefined();
  });

  it("has its turns looked over one by one, each finding in its own turn", () => {
    const content = fieldsOfTurns([
      { role: "user", text: "Write to me." },
      { role: "assistant", text: "To ann@example.org?" },
    ]);
    expect(textFieldsOf("conversation", content)).toEqual(["turn_01_user", "turn_02_assistant"]);
    expect(findInContent("conversation", content)).toMatchObject([
      { field: "turn_02_assistant", kind: "email", start: 3 },
    ]);
  });
});
