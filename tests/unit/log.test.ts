import { DrizzleQueryError } from "drizzle-orm/errors";
import { expect, test } from "vitest";
import { createLogger } from "#lib/log";

function lineOf(write: (log: ReturnType<typeof createLogger>) => void): string {
  let line = "";
  write(createLogger("info", { write: (text) => (line += text) }));
  return line;
}

test("fields that hold secrets are blanked", () => {
  const line = lineOf((log) =>
    log.info({ password: "hunter2", request: { headers: { authorization: "hunter2" } } }, "x"),
  );
  expect(line).toContain("[secret]");
  expect(line).not.toContain("hunter2");
});

test("a failed query is logged with its cause and without its parameters", () => {
  const cause = Object.assign(new Error("duplicate key"), { code: "23505", detail: "Key (email)=(hunter2) exists" });
  const line = lineOf((log) => log.error({ error: new DrizzleQueryError("insert into x", ["hunter2"], cause) }, "x"));
  expect(line).toContain("insert into x");
  expect(line).toContain("23505");
  expect(line).not.toContain("hunter2");
});
