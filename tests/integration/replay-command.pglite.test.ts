import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runAssay } from "#tests/support/child";

/* It brings its own database in memory, whatever the tests run on. */
const folder = mkdtempSync(join(tmpdir(), "assay-replay-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const read = (out: string, name: string) => readFileSync(join(folder, out, name), "utf8");
const replay = (out: string, ...args: string[]) => runAssay(["replay", "--out", join(folder, out), ...args]);

test("a crowd goes through seats, seals, consensus, payment and ledger; who answers a task twice counts once and is paid once", async () => {
  const answers = write(
    "answers.csv",
    [
      "worker,task,label",
      "ann,one,yes",
      "bob,one,yes",
      "cy,one,no",
      "ann,one,no",
      "ann,one,yes",
      "ann,two,no",
      "bob,two,no",
      '"=cmd|x",two,no',
      "cy,three,yes",
      "ann,three,no",
    ].join("\n"),
  );
  const { code, stdout, stderr } = await replay("small", "--answers", answers, "--price", "0.5");
  expect(code, stderr).toBe(0);
  const consensus = read("small", "consensus.csv").trim().split("\n");
  expect(consensus[0]).toBe("task,label,confidence,majority");
  // 8 answers to 3 tasks are too few for a model: the majority decides, and a tie is no label.
  expect(consensus.slice(1)).toEqual(["one,yes,0.666667,yes", "two,no,1.000000,no", "three,,0.000000,"]);
  const workers = read("small", "workers.csv").trim().split("\n");
  expect(workers[0]).toBe("worker,answers,estimated_accuracy,points");
  const columns = workers.slice(1).map((line) => line.split(","));
  expect(columns.map(([worker, count, , points]) => [worker, count, points])).toEqual([
    ["ann", "3", "1.5"],
    ["bob", "2", "1"],
    ["cy", "2", "1"],
    ["'=cmd|x", "1", "0.5"],
  ]);
  expect(stdout).toContain("repeated answers of one worker to one task: 2, of which 1 said something else");
  expect(stdout).toContain("8 sealed answers, 0 items left open");
  expect(stdout).toContain("audit of the ledger: sound");
  expect(read("small", "report.md")).toBe(stdout);
});

test("a published crowd gives the accuracy of its model, and every answer is sealed and paid", async () => {
  const { code, stdout, stderr } = await replay(
    "bluebird",
    ...["--answers", "tests/vectors/bluebird/answers.csv", "--truth", "tests/vectors/bluebird/truth.csv"],
  );
  expect(code, stderr).toBe(0);
  expect(stdout).toContain("truth: 108 tasks; accuracy 0.8889, of the majority alone 0.7593");
  expect(stdout).toContain("4212 sealed answers");
  expect(stdout).toContain("audit of the ledger: sound");
  const points = read("bluebird", "workers.csv")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => Number(line.split(",")[3]));
  expect(points.reduce((sum, each) => sum + each, 0)).toBe(4_212);
});

test.each([
  ["a column that is missing", "worker,item,label\na,b,c\n", 'has no column "task"'],
  ["an empty cell", "worker,task,label\na,,c\n", 'line 2: "task" is empty'],
  ["one label only", "worker,task,label\na,b,c\nd,b,c\n", "one label only"],
  ["no rows", "worker,task,label\n", "has no answers"],
  ["rows of other lengths", "worker,task,label\na,b\n", "cannot be read as CSV"],
])("%s is refused with what is wrong, where, and without a trace", async (_, text, words) => {
  const { code, stderr } = await replay("bad", "--answers", write("bad.csv", text));
  expect(code).toBe(1);
  expect(stderr).toContain(words);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test("a file that is not there is named", async () => {
  const { code, stderr } = await replay("none", "--answers", join(folder, "nowhere.csv"));
  expect(code).toBe(1);
  expect(stderr).toContain("nowhere.csv");
});

test("with gold, people are paid by what their answers to it show, and the ledger of it is sound", async () => {
  const tasks = Array.from({ length: 24 }, (_, at) => `t${at}`);
  const truth = (at: number) => (at % 2 === 0 ? "yes" : "no");
  const people = ["good", "better", "constant", "wrong"];
  const said = (person: string, at: number) =>
    person === "constant" ? "yes" : person === "wrong" ? truth(at + 1) : truth(at);
  const lines = tasks.flatMap((task, at) => people.map((person) => `${person},${task},${said(person, at)}`));
  const answers = write("checked.csv", ["worker,task,label", ...lines].join("\n"));
  const gold = write(
    "gold.csv",
    ["task,label", ...tasks.slice(0, 8).map((task, at) => `${task},${truth(at)}`)].join("\n"),
  );
  const { code, stdout, stderr } = await replay(
    "checked",
    ...["--answers", answers, "--gold", gold, "--pay", "spot-check", "--price", "1"],
  );
  expect(code, stderr).toBe(0);
  expect(stdout).toContain("points by spot-check/1");
  expect(stdout).toContain("audit of the ledger: sound");
  const points = new Map(
    read("checked", "workers.csv")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => [line.split(",")[0], Number(line.split(",")[3])]),
  );
  // 8 of 8 right: f(gold) 8,332 + 1,500; half right or none: the allowance alone, as so few people have no estimate.
  expect([points.get("good"), points.get("constant"), points.get("wrong")]).toEqual([23.592, 3.6, 3.6]);
  const bare = await replay("bare", "--answers", answers, "--pay", "spot-check");
  expect(bare.code).not.toBe(0);
  expect(bare.stderr).toContain("--gold");
});
