import { expect, test } from "vitest";
import { explainConnectError, explainOldServer, isStartupParameterError } from "#db/postgres-error";
import { refusalText } from "#lib/refusal";

const url = "postgres://assay:hunter2@db.example.org/points";

test("a server that is too old is named with its version and what is needed", () => {
  const text = refusalText(explainOldServer(url, 13, 15)) ?? "";
  expect(text).toContain("db.example.org:5432/points is version 13; Assay needs 15 or newer");
  expect(text).not.toContain("hunter2");
});

test("an error nobody foresaw still says where and what to look at, without the password", () => {
  const text = refusalText(explainConnectError(url, new Error("the server does not support SSL"))) ?? "";
  expect(text).toContain("db.example.org:5432/points: the server does not support SSL");
  expect(text).toContain("DATABASE_URL");
  expect(text).not.toContain("hunter2");
});

test("a pooler that refuses session settings is recognised", () => {
  expect(isStartupParameterError(new Error("unsupported startup parameter: options"))).toBe(true);
  expect(isStartupParameterError(new Error("password authentication failed"))).toBe(false);
});
