import { describe, expect, it } from "vitest";
import { isSatisfied, type Policy, parsePolicy } from "#lib/ledger/tlog-policy";
import { formatVerifierKey, makeSignerKey } from "#lib/ledger/vkey";

const keyOf = (name: string, seed: number, type = 4) => makeSignerKey(name, type, new Uint8Array(32).fill(seed));
const witnesses = ["X1", "X2", "X3", "Y1", "Y2", "Y3"].map((name, at) => ({
  name,
  key: keyOf(`${name}.test`, at + 1),
}));
const held = (...names: string[]) => witnesses.filter(({ name }) => names.includes(name)).map(({ key }) => key);
const vkeyOf = (name: string) => held(name).map(formatVerifierKey).join();
const log = formatVerifierKey(keyOf("log.test", 9, 1));

/** The example of the specification, with keys. */
const example = `# two organizations
log ${log} https://log.test/

witness X1 ${vkeyOf("X1")}
\twitness  X2\t${vkeyOf("X2")} https://x2.test/prefix
witness X3 ${vkeyOf("X3")}
group X-witnesses 2 X1 X2 X3

witness Y1 ${vkeyOf("Y1")}
witness Y2 ${vkeyOf("Y2")}
witness Y3 ${vkeyOf("Y3")}
  # comment
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

function read(text: string): Policy {
  const parsed = parsePolicy(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.policy;
}

describe("a policy", () => {
  it("is read as the specification's example means it", () => {
    const policy = read(example);
    expect(policy.logs.map(({ key, url }) => [key.name, url])).toEqual([["log.test", "https://log.test/"]]);
    expect(policy.witnesses.map(({ name }) => name)).toEqual(witnesses.map(({ name }) => name));
    expect(policy.witnesses[1]?.url).toBe("https://x2.test/prefix");
    for (const [names, met] of [
      [["X1", "X2", "Y1"], true],
      [["X1", "X3", "Y2", "Y3"], true],
      [["X1", "X2", "X3"], false],
      [["X1", "Y1", "Y2", "Y3"], false],
      [[], false],
    ] as const)
      expect([names, isSatisfied(policy, held(...names))]).toEqual([names, met]);
  });

  it("counts a key by name and id together, and once", () => {
    const policy = read(example);
    const two = held("X1", "Y1");
    expect(isSatisfied(policy, [...two, ...two])).toBe(false);
    expect(isSatisfied(policy, [...two, ...two.map(({ id }) => ({ name: "X2.test", id }))])).toBe(false);
    expect(isSatisfied(policy, [...two, ...held("X2")])).toBe(true);
  });

  it("asks for nothing when its quorum is none, and may name one witness", () => {
    expect(isSatisfied(read("quorum none\n"), [])).toBe(true);
    const one = read(`witness X1 ${vkeyOf("X1")}\nquorum X1`);
    expect([isSatisfied(one, []), isSatisfied(one, held("X1"))]).toEqual([false, true]);
  });

  it("may be as large as the specification recommends", () => {
    const keys = Array.from({ length: 32 }, (_, at) => formatVerifierKey(keyOf(`w${at}.test`, at + 20)));
    const groups = Array.from({ length: 32 }, (_, at) => `group g${at} all w${at}${at ? ` g${at - 1}` : ""}\n`);
    const text = `${keys.map((key, at) => `witness w${at} ${key}\n`).join("")}${groups.join("")}quorum g31\n`;
    expect(read(text).groups).toHaveLength(32);
  });

  const x1 = `witness X1 ${vkeyOf("X1")}\n`;
  it.each([
    ["there is no quorum line", ""],
    ["there is no quorum line", x1],
    ["line 2: there are two quorum lines", "quorum none\nquorum none\n"],
    ['line 1: "qourum" is none of', "qourum none\n"],
    ["line 1: nothing before it is called X1", "quorum X1\n"],
    ["line 1: write quorum and one name", "quorum\n"],
    ["line 1: write quorum and one name", "quorum a b\n"],
    ["line 1: nothing before it is called X1", `group g any X1\n${x1}quorum g\n`],
    ["line 1: nothing before it is called g", "group g any g\n"],
    ["line 2: write a number from 1 to 1", `${x1}group g 2 X1\nquorum g\n`],
    ["line 2: write a number from 1 to 1", `${x1}group g 0 X1\nquorum g\n`],
    ["line 2: write a number from 1 to 1", `${x1}group g 1.0 X1\nquorum g\n`],
    ["line 2: X1 is a member twice", `${x1}group g 1 X1 X1\nquorum g\n`],
    ["line 3: X1 is a member twice", `${x1}group g any X1\ngroup h any X1\nquorum h\n`],
    ["line 2: nothing before it is called none", `${x1}group g any none\nquorum g\n`],
    ["line 2: write group, a name", `${x1}group g any\nquorum g\n`],
    ["line 2: the name X1 is taken", `${x1}witness X1 ${vkeyOf("X2")}\nquorum none\n`],
    ["line 1: the name none is taken", `witness none ${vkeyOf("X1")}\nquorum none\n`],
    ["line 2: this key is there already", `${x1}witness X2 ${formatVerifierKey(keyOf("renamed", 1))}\nquorum none\n`],
    ["line 2: this log's key is there already", `log ${log}\nlog ${log} https://log.test\nquorum none\n`],
    ["line 1: this key is not a witness's", `witness L ${log}\nquorum none\n`],
    ["line 1: this is no verifier key (bad_id)", `log ${log.replace("log.test", "gol.test")}\nquorum none\n`],
    ["line 2: it ends as in Windows", "# a\nquorum none\r\n"],
    ["line 1: a control character is in it", "# \u0007\nquorum none\n"],
  ])("is refused with: %s", (reason, text) => {
    expect(parsePolicy(text)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });
});

it("refuses the key of a witness as a log's", () => {
  expect(parsePolicy(`log ${vkeyOf("X1")}\nquorum none\n`)).toEqual({
    ok: false,
    reason: "line 1: this key is a witness's (type 4), not a log's",
  });
});
