import { expect, it } from "vitest";
import { toAppError } from "#lib/api/error";
import { describe as tell } from "../../bin/exit";

// As drivers and drizzle tell it: the statement first, with all its placeholders.
const wrapped = (cause: Error) => new Error("Failed query: insert into x values ($1, $2)", { cause });

it.each([
  ["the embedded database or PostgreSQL", Object.assign(new Error("could not extend file"), { code: "53100" })],
  ["the file system", Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" })],
  ["a system message without a code", new Error("write failed: No space left on device")],
])("a full disk, told by %s, is one clear sentence on the terminal", (_, cause) => {
  expect(tell(wrapped(cause))).toMatch(/^The disk that holds the data is full\. [^\n$]*$/);
});

it("a page is told that the database has no room, and nothing of the statement", () => {
  const full = Object.assign(new Error("could not extend file"), { code: "53100" });
  expect(toAppError(wrapped(full), "draft.save").reason).toBe("database.unavailable");
});
