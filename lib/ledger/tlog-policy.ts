import { toHex } from "./hex";
import { ED25519_COSIGNATURE, parseVerifierKey, type VerifierKey } from "./vkey";

export type PolicyWitness = { name: string; key: VerifierKey; url: string | undefined };
type Group = { name: string; threshold: number; members: string[] };

/** Which logs and witnesses a reader (or a log) relies on, and how many must have cosigned. Source: C2SP tlog-policy. */
export type Policy = {
  logs: { key: VerifierKey; url: string | undefined }[];
  witnesses: PolicyWitness[];
  groups: Group[];
  /** Name of a witness or group; "none" asks for no cosignature. */
  quorum: string;
};

type Line = { number: number; words: string[] };
class Fault extends Error {}

const fail = (line: Line | undefined, why: string) => new Fault(line ? `line ${line.number}: ${why}` : why);

/** Reads a policy file; the reason of a refusal names the line and what is wrong with it. */
export function parsePolicy(text: string): { ok: true; policy: Policy } | { ok: false; reason: string } {
  const policy: Policy = { logs: [], witnesses: [], groups: [], quorum: "" };
  try {
    for (const line of linesOf(text)) readLine(policy, line);
    if (policy.quorum === "") throw fail(undefined, "there is no quorum line");
    return { ok: true, policy };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, reason: error.message };
    throw error;
  }
}

/** True when the cosignatures held, by name and key id, meet the policy's quorum. */
export function isSatisfied(policy: Policy, held: readonly { name: string; id: string }[]): boolean {
  if (policy.quorum === "none") return true;
  const done = new Set<string>();
  for (const { name, key } of policy.witnesses) {
    if (held.some((one) => one.name === key.name && one.id === key.id)) done.add(name);
  }
  // Groups name only what stands before them.
  for (const { name, threshold, members } of policy.groups) {
    if (members.filter((member) => done.has(member)).length >= threshold) done.add(name);
  }
  return done.has(policy.quorum);
}

function linesOf(text: string): Line[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the specification forbids.
  const control = /[\u0000-\u0008\u000b-\u001f\u007f]/.exec(text);
  if (control) {
    const line = { number: text.slice(0, control.index).split("\n").length, words: [] };
    const isReturn = control[0] === "\r";
    throw fail(
      line,
      isReturn ? "it ends as in Windows (CR LF); lines end with LF alone" : "a control character is in it",
    );
  }
  return text
    .split("\n")
    .map((line, at) => ({ number: at + 1, words: line.split(/[ \t]+/).filter((word) => word !== "") }))
    .filter(({ words }) => words.length > 0 && !words[0]?.startsWith("#"));
}

function readLine(policy: Policy, line: Line): void {
  const [keyword, ...rest] = line.words;
  if (keyword === "log") addLog(policy, line, rest);
  else if (keyword === "witness") addWitness(policy, line, rest);
  else if (keyword === "group") addGroup(policy, line, rest);
  else if (keyword === "quorum") setQuorum(policy, line, rest);
  else throw fail(line, `"${keyword}" is none of log, witness, group, quorum`);
}

function setQuorum(policy: Policy, line: Line, rest: string[]): void {
  const [name] = rest;
  if (rest.length !== 1 || name === undefined) throw fail(line, "write quorum and one name");
  if (policy.quorum !== "") throw fail(line, "there are two quorum lines");
  if (name !== "none" && !isDefined(policy, name)) throw fail(line, `nothing before it is called ${name}`);
  policy.quorum = name;
}

function addLog(policy: Policy, line: Line, [vkey, url, ...more]: string[]): void {
  if (vkey === undefined || more.length > 0) throw fail(line, "write log, a verifier key and perhaps a URL");
  const key = readKey(line, vkey);
  if (key.type === ED25519_COSIGNATURE) throw fail(line, "this key is a witness's (type 4), not a log's");
  if (policy.logs.some((one) => isDuplicate(one.key, key))) throw fail(line, "this log's key is there already");
  policy.logs.push({ key, url });
}

function addWitness(policy: Policy, line: Line, [name, vkey, url, ...more]: string[]): void {
  if (name === undefined || vkey === undefined || more.length > 0) {
    throw fail(line, "write witness, a name, a verifier key and perhaps a URL");
  }
  checkNew(policy, line, name);
  const key = readKey(line, vkey);
  if (key.type !== ED25519_COSIGNATURE) throw fail(line, "this key is not a witness's (type 4)");
  if (policy.witnesses.some((one) => isDuplicate(one.key, key))) throw fail(line, "this key is there already");
  policy.witnesses.push({ name, key, url });
}

function addGroup(policy: Policy, line: Line, [name, count, ...members]: string[]): void {
  if (name === undefined || count === undefined || members.length === 0) {
    throw fail(line, "write group, a name, a threshold (a number or all or any) and its members");
  }
  checkNew(policy, line, name);
  const threshold =
    count === "all" ? members.length : count === "any" ? 1 : /^[1-9]\d*$/.test(count) ? Number(count) : 0;
  if (threshold < 1 || threshold > members.length) {
    throw fail(line, `write a number from 1 to ${members.length}, all or any instead of "${count}"`);
  }
  for (const member of members) {
    if (!isDefined(policy, member)) throw fail(line, `nothing before it is called ${member}`);
    const uses = [...policy.groups.flatMap((group) => group.members), ...members].filter((one) => one === member);
    if (uses.length > 1) throw fail(line, `${member} is a member twice`);
  }
  policy.groups.push({ name, threshold, members });
}

function readKey(line: Line, vkey: string): VerifierKey {
  const parsed = parseVerifierKey(vkey);
  if (!parsed.ok) throw fail(line, `this is no verifier key (${parsed.reason})`);
  return parsed.key;
}

function checkNew(policy: Policy, line: Line, name: string): void {
  if (name === "none" || isDefined(policy, name)) throw fail(line, `the name ${name} is taken`);
}

function isDefined({ witnesses, groups }: Policy, name: string): boolean {
  return [...witnesses, ...groups].some((one) => one.name === name);
}

// The same key under two names would count twice.
function isDuplicate(a: VerifierKey, b: VerifierKey): boolean {
  return toHex(a.publicKey) === toHex(b.publicKey);
}
